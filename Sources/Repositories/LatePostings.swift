package import Access
package import Domain

/// Documents that were recorded after the books of their day were closed, and so post on the day they
/// were recorded: to the first open period (DOMAIN, *Closing a month*).
package struct LatePostings: Sendable, Equatable {
    private var all: [Late] = []

    /// By the day of its tax point or of its issue, each late or not for itself.
    private struct Late: Sendable, Equatable {
        let id: Int64
        let isByTaxPoint: Bool
        let day: Day
        let postedOn: Day
    }

    /// What changes for one period.
    struct Side {
        /// Dated in it, and late.
        var out: [Int64] = []
        /// They post in it, whatever their own day is.
        var into: [Int64] = []
        /// When each of those posts.
        var days: [Day] = []
    }

    /// None: documents of a day whatever became of its books.
    package init() {}

    /// Documents by their tax point.
    func byTaxPoint(in period: Period) -> Side { side(in: period, isByTaxPoint: true) }

    /// Documents by their day of issue.
    func byIssue(in period: Period) -> Side { side(in: period, isByTaxPoint: false) }

    private func side(in period: Period, isByTaxPoint: Bool) -> Side {
        let days = period.from..<period.until
        var side = Side()
        for late in all where late.isByTaxPoint == isByTaxPoint {
            if days.contains(late.day) { side.out.append(late.id) }
            if days.contains(late.postedOn) {
                side.into.append(late.id)
                side.days.append(late.postedOn)
            }
        }
        return side
    }

    mutating func add(_ id: Int64, isByTaxPoint: Bool, day: Day, postedOn: Day) {
        all.append(Late(id: id, isByTaxPoint: isByTaxPoint, day: day, postedOn: postedOn))
    }
}

extension TaxRepository {
    /// The late documents that leave a period or come into it, or one of the months before it that
    /// the tax by month shows.
    package func late(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> LatePostings {
        var late = LatePostings()
        let span = try Self.months(through: period)
        try snapshot.stream(
            SQL.late,
            [
                .int(clinic.id.rawValue), .day(span.from), .day(span.until),
                .text(clinic.timeZone),
            ]
        ) { row in
            try clinic.id.assertOwns(row, "invoice")
            late.add(
                try row.int(1), isByTaxPoint: try row.bool(2), day: try row.day(3),
                postedOn: try row.day(4))
        }
        return late
    }

    /// The period's months, and those before it up to twelve in all.
    static func months(through period: Period) throws -> Period {
        let last = period.until.adding(days: -1).firstOfMonth()
        let first = min(period.from.firstOfMonth(), last.firstOfMonth(adding: -11))
        return try Period(from: first, until: period.until)
    }

    /// The parameters of statements that read the documents of a period by their tax point.
    static func parameters(
        _ clinic: Clinic, _ period: Period, _ late: LatePostings
    ) -> [Value] {
        let side = late.byTaxPoint(in: period)
        return [
            .int(clinic.id.rawValue), .day(period.from), .day(period.until), .ints(side.out),
            .ints(side.into),
        ]
    }
}
