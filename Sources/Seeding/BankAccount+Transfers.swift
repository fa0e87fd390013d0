import Domain

/// How a bank tells of transfers: with the clinic's id of them, with the id inside a text, or with
/// nothing but amount and day.
extension BankAccount {
    private static let quietDays = 11

    /// An insurer's or a patient's transfer of a payment.
    func bookTransfer(_ amount: Int64, payment: Int64, payer: Int64) {
        let id = Label.transfer("PAY", payment)
        if isLost(amount, payment, payer) || addToSum(amount, payment, payer) { return }
        let kind = site.planter.texts.below(100)
        if kind < 5, isQuiet(amount) {
            quiet[amount] = site.day
            return bookOrExpect(
                .init(amount: amount, reference: [], narration: "CREDIT TRANSFER") { [site] entry in
                    site.planter.tell(.payment, [payment], .bankEntry, [entry], at: site)
                })
        }
        if kind < 15 {
            let text = String(decoding: id, as: UTF8.self)
            return bookOrExpect(
                .init(
                    amount: amount, reference: [],
                    narration: kind < 10
                        ? "SEPA CREDIT INV \(text) THANK YOU"
                        : "TRF \(Self.spread(text)) FROM PATIENT"))
        }
        bookOrExpect(
            .init(amount: amount, reference: id, narration: "TRANSFER INVOICE PAYMENT"))
        bookUnknown(amount)
    }

    /// `PAY 000-000-123`.
    private static func spread(_ id: String) -> String {
        var (text, place) = ("", 0)
        for letter in id {
            if place == 3 { text.append(" ") }
            if place > 3, place % 3 == 0 { text.append("-") }
            text.append(letter)
            place += 1
        }
        return text
    }

    /// Whether no entry of that amount that nothing else tells apart lies near.
    func isQuiet(_ amount: Int64) -> Bool {
        quiet[amount].map { $0.adding(days: Self.quietDays) < site.day } ?? true
    }

    /// A credit that nothing tells of but its amount.
    func bookNameless(_ amount: Int64, _ wasBooked: @escaping (Int64) -> Void) {
        quiet[amount] = site.day
        bookOrExpect(
            .init(
                amount: amount, reference: [], narration: "CREDIT TRANSFER", wasBooked: wasBooked))
    }

    /// A transfer that was booked and never comes.
    private func isLost(_ amount: Int64, _ payment: Int64, _ payer: Int64) -> Bool {
        guard payer == 0, site.isEarlyInMonth, isQuiet(amount),
            site.planter.take(.missingInBank)
        else { return false }
        quiet[amount] = site.day
        site.planter.tell(.missingInBank, .payment, payment, amount, at: site)
        return true
    }

    /// A credit that nobody knows anything of.
    private func bookUnknown(_ amount: Int64) {
        let odd = amount + Int64(site.planter.dice.between(1, 500))
        guard isOpenToday, isQuiet(odd), site.planter.dice.chance(perMille: 300),
            site.planter.take(.missingInLedger)
        else { return }
        bookNameless(odd) { [site] entry in
            site.planter.tell(.missingInLedger, .bankEntry, entry, -odd, at: site)
        }
    }

    /// Keeps a transfer for the sum that its payer pays today.
    private func addToSum(_ amount: Int64, _ payment: Int64, _ payer: Int64) -> Bool {
        guard payer != 0, isOpenToday, isQuiet(amount) else { return false }
        if let place = sums.firstIndex(where: { $0.payer == payer }) {
            guard sums[place].payments.count < 5 else { return false }
            quiet[amount] = site.day
            sums[place].payments.append(payment)
            sums[place].amounts.append(amount)
            return true
        }
        guard site.planter.texts.chance(perMille: 150),
            summed[payer].map({ $0.adding(days: Self.quietDays) < site.day }) ?? true
        else { return false }
        quiet[amount] = site.day
        sums.append(Sum(payer: payer, payments: [payment], amounts: [amount]))
        return true
    }

    /// At the end of a day: books what payers pay in one sum; a single one has its id after all.
    func bookSums() {
        for sum in sums {
            let total = sum.amounts.reduce(0, +)
            if sum.payments.count == 1 || !isQuiet(total) {
                for (payment, amount) in zip(sum.payments, sum.amounts) {
                    bookOrExpect(
                        .init(
                            amount: amount, reference: Label.transfer("PAY", payment),
                            narration: "TRANSFER INVOICE PAYMENT"))
                }
                continue
            }
            summed[sum.payer] = site.day
            for amount in sum.amounts + [total] { quiet[amount] = site.day }
            let name = site.people.payerName(sum.payer)
            bookOrExpect(
                .init(
                    amount: total, reference: [], narration: "SETTLEMENT \(name.uppercased())"
                ) { [site] entry in
                    site.planter.tell(.payment, sum.payments, .bankEntry, [entry], at: site)
                })
        }
        sums = []
    }
}
