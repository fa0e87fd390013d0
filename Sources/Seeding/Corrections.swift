import Domain

/// Figures that were typed wrong and corrected later, as the audit log has them.
///
/// The books hold what is right; only the log knows what stood there before. It has dice of its own, so
/// that the books are the same with and without them.
final class Corrections {
    private var dice: Dice
    private var month = Day(number: 0)
    /// Of the month so far.
    private var (invoices, payments) = (0, 0)

    init(seed: UInt64, clinic: Int64) {
        dice = Dice(seed: seed, stream: 3_000_000 + UInt64(clinic))
    }

    /// How a document came to its figures.
    private enum Kind { case nextDay, twice, afterClose }

    /// A figure's name and its minor units.
    typealias Figures = [(String, Int64)]

    /// One correction of a document.
    struct Step {
        let before: Figures
        let after: Figures
        let user: User
        /// Days after it was written down.
        let days: Int
    }

    /// The corrections of a document that is written down now, in their order.
    ///
    /// - Parameters:
    ///   - document: issued today.
    ///   - figures: net, tax and gross as they are right, where the last correction ends.
    ///   - site: where it is now.
    /// - Returns: none for most.
    func steps(of document: Document, _ figures: Figures, at site: Site) -> [Step] {
        guard let kind = kind(of: document, at: site), figures[0].1 >= 20 else { return [] }
        let (first, second) = (Self.off(figures, by: 10), Self.off(figures, by: -20))
        let (desk, manager) = (dice.pick(site.team.frontDesk), site.team.manager)
        switch kind {
        case .nextDay: return [Step(before: first, after: figures, user: desk, days: 1)]
        case .twice:
            return [
                Step(before: first, after: second, user: desk, days: 1),
                Step(before: second, after: figures, user: manager, days: 2),
            ]
        case .afterClose:
            let closing = site.calendar.from.firstOfMonth(adding: 1).adding(days: 9)
            let days = Int(closing.adding(days: 2).number - site.day.number)
            return [Step(before: first, after: figures, user: manager, days: days)]
        }
    }

    /// Notes a correction that `steps` gave.
    func note(_ step: Step, of document: Document, at site: Site) {
        site.audit(
            "edit", "invoice", document.id, by: step.user, before: step.before, after: step.after,
            plus: step.days * 86_400, request: dice.next())
    }

    /// Notes the correction of a payment that is written down now.
    func note(_ payment: Int64, _ amount: Int64, at site: Site) {
        begin(site)
        payments += 1
        guard payments == 9 || dice.chance(perMille: 3), amount >= 20,
            site.day.adding(days: 1) < site.calendar.until
        else { return }
        site.audit(
            "edit", "payment", payment, by: dice.pick(site.team.frontDesk),
            before: [("amount", amount + amount / 10)], after: [("amount", amount)],
            plus: 86_400, request: dice.next())
    }

    /// Notes that patients' data left the clinic: the manager's, and once somebody's after hours.
    func noteExports(at site: Site) {
        let isLast = site.day.firstOfMonth(adding: 1) == site.calendar.until
        for (user, hours) in [(site.team.manager, 0), (site.team.frontDesk[0], 4)]
        where hours == 0 || isLast {
            site.audit(
                "export", "patient", 0, by: user,
                after: [("rows", Int64(site.people.patients.count))], digits: 0,
                plus: hours * 3600, request: dice.next())
        }
    }

    private var (lastMisbooked, lastOwnRefund): (Day?, Day?)
    private var misbooked: Int64 = 0

    /// Once a month: the number of an allocation to an invoice that is voided later, where a payment belongs
    /// to another; its undoing has the next one.
    ///
    /// - Returns: `nil` for most. The numbers are of their own, so that those of others stay.
    func misbooking(at site: Site) -> Int64? {
        let first = site.day.firstOfMonth()
        guard lastMisbooked != first else { return nil }
        (lastMisbooked, misbooked) = (first, misbooked + 2)
        return Self.ownNumbers + misbooked
    }

    /// Whether the one who took the money gives it back too: at the first refund of a month.
    func isOwnRefund(at site: Site) -> Bool {
        defer { lastOwnRefund = site.day.firstOfMonth() }
        return lastOwnRefund != site.day.firstOfMonth()
    }

    private static let ownNumbers: Int64 = 900_000_000

    /// Notes a price that somebody lowered late in the evening of the fourteenth, and put back.
    func noteNight(at site: Site) {
        guard site.day.parts.day == 14,
            let entry = site.catalogue.entries.first(where: { !$0.offer.isMedicine })
        else { return }
        let (price, low) = ([("list_price", entry.price)], [("list_price", entry.price / 5 * 4)])
        for (minute, before, after) in [(10, price, low), (25, low, price)] {
            site.audit(
                "edit", "service", entry.id, by: site.team.frontDesk[0], before: before,
                after: after, digits: 4, plus: 22 * 3600 + minute * 60 - site.second,
                request: dice.next())
        }
    }

    private func begin(_ site: Site) {
        guard month != site.day.firstOfMonth() else { return }
        month = site.day.firstOfMonth()
        (invoices, payments) = (0, 0)
    }

    /// The twelfth invoice of a month, the twentieth, of a month that is closed the thirtieth, and a few by
    /// chance.
    private func kind(of document: Document, at site: Site) -> Kind? {
        guard document.status == .issued, !document.isCreditNote, !document.isPlanted else {
            return nil
        }
        begin(site)
        invoices += 1
        let isByChance = dice.chance(perMille: 3)
        guard site.day.adding(days: 2) < site.calendar.until else { return nil }
        let from = site.calendar.from
        let isClosed = month == from && from.firstOfMonth(adding: 3) <= site.calendar.until
        switch invoices {
        case 20: return .twice
        case 30 where isClosed: return .afterClose
        default: return invoices == 12 || isByChance ? .nextDay : nil
        }
    }

    /// Net and tax more by a part of themselves, and gross by both; what it is rounded by stays.
    private static func off(_ figures: Figures, by part: Int64) -> Figures {
        let (net, tax) = (figures[0].1 / part, figures[1].1 / part)
        return [
            (figures[0].0, figures[0].1 + net), (figures[1].0, figures[1].1 + tax),
            (figures[2].0, figures[2].1 + net + tax),
        ]
    }
}
