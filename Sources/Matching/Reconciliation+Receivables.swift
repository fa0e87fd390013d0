package import Domain

extension Reconciliation {
    /// An invoice that is due: what is owed of it, and what was allocated to it.
    ///
    /// - Parameters:
    ///   - id: the invoice's.
    ///   - number: as people know it.
    ///   - dueOn: its due day, before the end of the period.
    ///   - owed: gross less credit notes and write-offs.
    ///   - allocated: in the same currency.
    package mutating func invoice(
        id: Int64, number: String, dueOn: Day, owed: Money, allocated: Money
    ) {
        let difference = owed.minor - allocated.minor
        let code: BillingCode =
            difference == 0 ? .matchedExact : difference > 0 ? .shortPaid : .overpaid
        guard difference != 0 else { return place(.invoice, code, owed, allocated) }
        let rest = Money(minor: difference, owed.currency)
        guard !terms.policy.allowsShortPay(rest) else {
            place(.invoice, .matchedTolerance, owed, allocated)
            return keep(
                BillingMatch(
                    .invoice, .tolerance, .matchedTolerance, .invoice, [id], .invoice, [id],
                    isPairwise: true, difference: rest, .shortPay,
                    evidence: "\(number): \(owed) owed, \(allocated) allocated"))
        }
        place(.invoice, code, owed, allocated)
        note(
            BillingException(
                .invoice, code, BillingItem(.invoice, id), rest, since: dueOn, isOpen: true,
                evidence: "\(number): \(owed) owed, \(allocated) allocated"))
    }

    /// A payment for an invoice that has had time to be allocated.
    ///
    /// - Parameters:
    ///   - id: the payment's.
    ///   - receivedOn: its day.
    ///   - amount: what came.
    ///   - used: what was allocated, refunded or taken back by a bank.
    package mutating func allocation(id: Int64, receivedOn: Day, amount: Money, used: Money) {
        let rest = amount.minor - used.minor
        let code: BillingCode =
            rest == 0 ? .matchedExact : rest > 0 ? .unallocated : .amountDifference
        place(.allocation, code, amount, used)
        guard rest != 0 else { return }
        note(
            BillingException(
                .allocation, code, BillingItem(.payment, id), Money(minor: rest, amount.currency),
                since: receivedOn, isOpen: true, evidence: "\(amount) received, \(used) used"))
    }

    /// A bank statement beside the one before it of its account.
    package mutating func statement(_ statement: StatementBalance) {
        guard let before = statement.sequenceBefore, let closed = statement.closingBefore,
            statement.sequence != before + 1 || statement.opening != closed
        else { return }
        note(
            BillingException(
                .control, .statementGap, BillingItem(.bankStatement, statement.id),
                Money(minor: closed.minor - statement.opening.minor, closed.currency),
                since: statement.from, isOpen: false,
                evidence: "\(statement.account): number \(statement.sequence) opens with "
                    + "\(statement.opening) after number \(before), which closed with \(closed)"))
    }

    /// A row that was recorded after its period was closed.
    package mutating func backdated(
        _ item: BillingItem, _ amount: Money, _ day: Day, closed: String
    ) {
        note(
            BillingException(
                .control, .backdated, item, amount, since: day, isOpen: false,
                evidence: "dated \(day), recorded after \(closed) was closed"))
    }
}
