import Access
import Domain

/// Which accounts each kind of event moves.
enum AccountMap {
    static func write(of clinic: Int64, _ template: Template, _ books: Books) {
        for (event, debit, credit) in entries {
            books.accountMap.add { row in
                row.int(clinic)
                row.text(event)
                row.text(debit)
                row.text(credit)
            }
        }
    }

    private static let entries = [
        ("invoice", "1200 Receivables", "4000 Revenue"),
        ("tax", "1200 Receivables", "2200 Tax payable"),
        ("credit_note", "4000 Revenue", "1200 Receivables"),
        ("rounding", "1200 Receivables", "4900 Rounding"),
        ("advance", "1020 Cash in hand", "2300 Advances received"),
        ("payment_cash", "1020 Cash in hand", "1200 Receivables"),
        ("payment_gateway", "1100 Gateway clearing", "1200 Receivables"),
        ("payment_transfer", "1010 Bank", "1200 Receivables"),
        ("gateway_fee", "5300 Gateway fees", "1100 Gateway clearing"),
        ("payout", "1150 Payouts in transit", "1100 Gateway clearing"),
        ("payout_arrived", "1010 Bank", "1150 Payouts in transit"),
        ("deposit", "1010 Bank", "1020 Cash in hand"),
        ("refund", "1200 Receivables", "1100 Gateway clearing"),
        ("dispute", "1250 Disputed", "1100 Gateway clearing"),
    ]
}

/// Rates of the clinics' currencies against the dollar, on every weekday.
enum ExchangeRates {
    static func write(_ options: SeedOptions, _ books: Books) {
        var dice = Dice(seed: options.seed, stream: 0)
        let first = options.lastMonth.firstOfMonth(adding: 1 - options.months)
        let until = options.lastMonth.firstOfMonth(adding: 1)
        for (currency, usual) in usual {
            var rate = usual
            for number in first.number..<until.number {
                let day = Day(number: number)
                guard day.weekday <= 5 else { continue }
                rate += usual * Int64(dice.between(-30, 30)) / 10_000
                books.exchangeRate.add { row in
                    row.text("USD")
                    row.text(currency)
                    row.day(day)
                    row.numeric(rate, digits: 6)
                }
            }
        }
    }

    /// In millionths.
    private static let usual: [(String, Int64)] = [
        ("EUR", 921_300), ("INR", 83_412_500), ("JPY", 149_870_000), ("KWD", 307_450),
    ]
}
