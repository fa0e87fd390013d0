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

    private static let entries: [(String, String, String)] = rules.split(separator: "\n").map {
        let words = $0.split(separator: " ").map(String.init)
        return (words[0], accounts[words[1]] ?? words[1], accounts[words[2]] ?? words[2])
    }

    /// Event, debit, credit; jobs/README.md says what each is.
    private static let rules = """
        invoice 1200 4000
        credit_note 4000 1200
        tax 1200 2200
        rounding 1200 4900
        document_difference 1200 4910
        write_off 6200 1200
        payment_cash 1020 2310
        payment_cheque 1030 2310
        payment_transfer 1010 2310
        payment_terminal 1010 2310
        payment_gateway 1120 2310
        payment_failed 1280 2310
        advance 2310 2300
        allocation 2310 1200
        exchange 2310 7900
        refund_cash 2310 1020
        refund_transfer 2310 1010
        refund_gateway 2310 1120
        dispute 1250 1120
        dispute_fee 5310 1120
        dispute_won 1120 1250
        dispute_lost 2310 1250
        gateway_charge 1100 1120
        gateway_refund 1120 1100
        gateway_dispute 1120 1100
        gateway_adjustment 1100 1120
        gateway_fee 5300 1100
        gateway_fee_tax 1300 1100
        payout 1150 1100
        payout_failed 1100 1150
        payout_arrived 1010 1150
        deposit 1010 1020
        deposit_cheque 1010 1030
        drawer_pay_out 6900 1020
        over_short 5400 1020
        tax_advance 2305 2200
        tax_deferral 2200 2210
        fee_bank 5320 1010
        fee_gateway 5300 1120
        rounding_bank 4900 1010
        rounding_gateway 4900 1120
        exchange_bank 7900 1010
        exchange_gateway 7900 1120
        short_pay_bank 4800 1010
        short_pay_gateway 4800 1120
        short_pay 4800 1290
        """

    private static let accounts = [
        "1010": "1010 Bank", "1020": "1020 Cash in hand", "1030": "1030 Cheques in hand",
        "1100": "1100 Gateway clearing", "1120": "1120 Books and gateway",
        "1150": "1150 Payouts in transit", "1200": "1200 Receivables", "1250": "1250 Disputed",
        "1280": "1280 Failed payments", "1290": "1290 Allowance for short payments",
        "1300": "1300 Input tax", "2200": "2200 Tax payable", "2210": "2210 Tax not yet due",
        "2300": "2300 Advances received", "2305": "2305 Tax on advances",
        "2310": "2310 Payments on account", "4000": "4000 Revenue",
        "4800": "4800 Short payments", "4900": "4900 Rounding",
        "4910": "4910 Differences of documents", "5300": "5300 Gateway fees",
        "5310": "5310 Dispute fees", "5320": "5320 Bank charges",
        "5400": "5400 Cash over and short", "6200": "6200 Bad debts",
        "6900": "6900 Petty cash", "7900": "7900 Exchange",
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
