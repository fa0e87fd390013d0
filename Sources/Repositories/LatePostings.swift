package import Access
package import Domain

/// Documents that were recorded after the books of their day were closed, and so post on the day they
/// were recorded: to the first open period (DOMAIN, *Closing a month*).
package struct LatePostings: Sendable, Equatable {
    /// By tax point, and by day of issue.
    package private(set) var byTaxPoint = Side()
    package private(set) var byIssue = Side()

    /// Documents of one reckoning of their day.
    package struct Side: Sendable, Equatable {
        /// Dated in the period, and late: they post in another, or within it on another day.
        var out: [Int64] = []
        /// They post in the period, whatever their own day is.
        var into: [(id: Int64, on: Day)] = []

        var intoIDs: [Int64] { into.map(\.id) }

        package static func == (left: Side, right: Side) -> Bool {
            left.out == right.out && left.into.map(\.id) == right.into.map(\.id)
                && left.into.map(\.on) == right.into.map(\.on)
        }
    }

    /// None: documents of a day whatever became of its books.
    package init() {}

    /// A document that is late.
    mutating func add(
        _ id: Int64, byTaxPoint: Bool, isDatedHere: Bool, postsHere: Bool, on day: Day
    ) {
        var side = byTaxPoint ? self.byTaxPoint : byIssue
        if isDatedHere { side.out.append(id) }
        if postsHere { side.into.append((id, day)) }
        if byTaxPoint { self.byTaxPoint = side } else { byIssue = side }
    }
}

extension TaxRepository {
    /// The late documents that leave a period or come into it.
    package func late(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> LatePostings {
        var late = LatePostings()
        try snapshot.stream(
            SQL.late,
            [
                .int(clinic.id.rawValue), .day(period.from), .day(period.until),
                .text(clinic.timeZone),
            ]
        ) { row in
            try clinic.id.assertOwns(row, "invoice")
            late.add(
                try row.int(1), byTaxPoint: try row.bool(2), isDatedHere: try row.bool(3),
                postsHere: try row.bool(4), on: try row.day(5))
        }
        return late
    }

    /// The parameters of statements that read the documents of a period by their tax point.
    static func parameters(
        _ clinic: Clinic, _ period: Period, _ late: LatePostings
    ) -> [Value] {
        [
            .int(clinic.id.rawValue), .day(period.from), .day(period.until),
            .ints(late.byTaxPoint.out), .ints(late.byTaxPoint.intoIDs),
        ]
    }
}
