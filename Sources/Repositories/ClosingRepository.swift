package import Access
package import Domain

/// The documents of a revision, and what a later one finds changed.
package struct ClosingRepository: Sendable {
    /// Documents of a row of `worker.close_document`.
    private static let chunk = 10_000

    package init() {}

    /// Everything that posts in the period, in the order of lists.
    package func documents(
        of clinic: Clinic, in period: Period, late: LatePostings, from snapshot: some Snapshot
    ) throws -> [BookedDocument] {
        let parameters: [Value] = [
            .int(clinic.id.rawValue), .day(period.from), .day(period.until),
        ]
        let kinds: [BookedKind] = [
            .invoice, .taxPoint, .payment, .allocation, .refund, .dispute, .writeOff,
        ]
        let sides = kinds.flatMap { kind -> [Value] in
            let side = late.side(kind, in: period)
            return side.values + [.texts(side.days.map(\.description))]
        }
        var documents: [BookedDocument] = []
        try snapshot.stream(SQL.documents, parameters + sides) { row in
            try clinic.id.assertOwns(row, "document")
            if let document = try Self.document(row) { documents.append(document) }
        }
        return documents.sorted(by: BookedDocument.precedes)
    }

    private static func document(_ row: Row) throws(AppError) -> BookedDocument? {
        guard let kind = BookedKind(rawValue: try row.text(1)) else { return nil }
        return BookedDocument(
            kind, id: try row.int(2), name: try row.text(3), currency: try row.text(4),
            day: try row.day(5), postedOn: try row.day(6), net: try row.numeric(7).reduced,
            tax: try row.numeric(8).reduced, amount: try row.numeric(9).reduced,
            digest: try row.int(10))
    }

    /// Keeps a run's list, which is in order.
    package func keep(
        _ documents: [BookedDocument], of clinic: ClinicID, run: RunID,
        in transaction: some Transaction
    ) throws {
        var (start, chunk) = (0, 0)
        while start < documents.count {
            let first = documents[start]
            var end = start
            while end < documents.count, end - start < Self.chunk,
                documents[end].kind == first.kind, documents[end].currency == first.currency
            { end += 1 }
            let part = documents[start..<end]
            try transaction.execute(
                SQL.keep, with: .int(clinic.rawValue), .int(run.rawValue),
                .text(first.kind.rawValue), .text(first.currency), .int(Int64(chunk)),
                .ints(part.map(\.id)), .texts(part.map(\.name)),
                .texts(part.map(\.day.description)), .texts(part.map(\.postedOn.description)),
                .texts(part.map(\.net.description)), .texts(part.map(\.tax.description)),
                .texts(part.map(\.amount.description)), .ints(part.map(\.digest)))
            (start, chunk) = (end, chunk + 1)
        }
    }

    /// A run's list, in order; empty when it keeps none.
    package func kept(
        by run: RunID, of clinic: ClinicID, from reader: some Reader
    ) throws -> [BookedDocument] {
        try reader.all(SQL.kept, .int(clinic.rawValue), .int(run.rawValue)) { row in
            try clinic.assertOwns(row, "close_document")
            return try Self.document(row)
        }.compactMap(\.self).sorted(by: BookedDocument.precedes)
    }

    /// Keeps what a run closes with.
    package func keep(
        _ balances: [BookedBalance], of clinic: ClinicID, run: RunID,
        in transaction: some Transaction
    ) throws {
        for balance in balances {
            try transaction.execute(
                SQL.keepBalance, with: .int(clinic.rawValue), .int(run.rawValue),
                .text(balance.account), .text(balance.currency),
                .text(balance.amount.description))
        }
    }

    /// What the standing close before a day closed with.
    package func balances(
        before day: Day, of clinic: ClinicID, from reader: some Reader
    ) throws -> [BookedBalance] {
        try reader.all(SQL.balances, .int(clinic.rawValue), .day(day)) { row in
            try clinic.assertOwns(row, "close_balance")
            return BookedBalance(
                account: try row.text(1), currency: try row.text(2), amount: try row.numeric(3))
        }
    }

    /// What the audit trail says of a document.
    package struct Trail: Sendable {
        package let entity: String
        package let id: String
        package let login: String
        package let action: String
        package let at: Instant
    }

    /// Who last touched each of these documents, where the trail knows it.
    package func authors(
        of documents: [(entity: String, id: String)], clinic: ClinicID, until: Instant,
        from reader: some Reader
    ) throws -> [Trail] {
        try reader.all(
            SQL.audited, .int(clinic.rawValue), .instant(until),
            .texts(documents.map(\.entity)), .texts(documents.map(\.id))
        ) { row in
            try clinic.assertOwns(row, "audit_log")
            return Trail(
                entity: try row.text(1), id: try row.text(2), login: try row.text(3),
                action: try row.text(4), at: try row.instant(5))
        }
    }

    /// The revision before a run's own; `nil` when it is the first.
    package func revision(before run: RunID, from reader: some Reader) throws -> RunID? {
        try reader.first(SQL.before, .int(run.rawValue)) { RunID(rawValue: try $0.int(0)) }
    }
}
