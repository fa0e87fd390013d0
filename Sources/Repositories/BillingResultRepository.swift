package import Access
package import Domain

/// What reconciliations found, as it is kept beside their runs.
package struct BillingResultRepository: Sendable {
    package init() {}

    /// What the latest run of a job left open whose period ends where ours begins.
    ///
    /// - Returns: `nil` when there is no such run.
    package func before(
        _ day: Day, job: String, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> OpenItems? {
        let found = try snapshot.first(
            SQL.before, .int(clinic.rawValue), .text(job), .day(day)
        ) { (run: try $0.int(0), period: try $0.text(1), revision: Int(try $0.int(2))) }
        guard let found else { return nil }
        let items = try snapshot.all(SQL.open, .int(clinic.rawValue), .int(found.run)) {
            row -> OpenItem? in
            try clinic.assertOwns(row, "break_item")
            guard let link = BillingLink(rawValue: try row.text(1)),
                let owner = ItemKind(rawValue: try row.text(2))
            else { return nil }
            return OpenItem(
                link, BillingItem(owner, try row.int(3)), isPositive: try row.bool(4))
        }.compactMap(\.self)
        return OpenItems(period: found.period, revision: found.revision, items: items)
    }

    /// Keeps exceptions in their order.
    package func keep(
        _ exceptions: [BillingException], of clinic: ClinicID, run: RunID,
        in transaction: some Transaction
    ) throws {
        for start in stride(from: 0, to: exceptions.count, by: 10_000) {
            let part = exceptions[start..<min(start + 10_000, exceptions.count)]
            try transaction.execute(
                SQL.keepExceptions, with: .int(clinic.rawValue), .int(run.rawValue),
                .texts(part.map(\.link.rawValue)), .texts(part.map(\.code.rawValue)),
                .texts(part.map(\.owner.kind.rawValue)), .ints(part.map(\.owner.id)),
                .texts(part.map(\.amount.plain)), .texts(part.map(\.amount.currency.code)),
                .texts(part.map(\.since.description)), .texts(part.map { "\($0.isOpen)" }),
                .texts(part.map { BillingItem.text($0.others) }), .texts(part.map(\.evidence)),
                .texts(part.map(\.suggestion)))
        }
    }

    /// Keeps one match: one row for up to ten thousand pairs of one rule.
    package func keep(
        _ match: BillingMatch, of clinic: ClinicID, run: RunID, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.keepMatch, with: .int(clinic.rawValue), .int(run.rawValue),
            .text(match.link.rawValue), .text(match.rule.rawValue), .text(match.code.rawValue),
            .text(match.leftKind.rawValue), .ints(match.left), .text(match.rightKind.rawValue),
            .ints(match.right), .bool(match.isPairwise), .text(match.difference.plain),
            .optional(match.differenceType?.rawValue), .text(match.difference.currency.code),
            .text(match.evidence))
    }

    package enum SQL: String, Statement {
        case before = """
            SELECT id, period, revision FROM worker.run
            WHERE clinic_id = $1 AND job = $2 AND until_date = $3 AND state = 'done'
            ORDER BY revision DESC, id DESC LIMIT 1
            """
        case open = """
            SELECT clinic_id, link, owner_kind, owner_id, amount > 0
            FROM worker.break_item WHERE clinic_id = $1 AND run_id = $2 AND is_open ORDER BY id
            """
        case keepExceptions = """
            INSERT INTO worker.break_item (clinic_id, run_id, link, code, owner_kind, owner_id,
                amount, currency, since, is_open, others, evidence, suggestion)
            SELECT $1, $2, found.link, found.code, found.owner_kind, found.owner_id,
                found.amount::numeric, found.currency, found.since::date, found.is_open::boolean,
                found.others, found.evidence, found.suggestion
            FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
                WITH ORDINALITY AS found (link, code, owner_kind, owner_id, amount, currency, since,
                is_open, others, evidence, suggestion, position)
            ORDER BY found.position
            """
        case keepMatch = """
            INSERT INTO worker.match (clinic_id, run_id, link, rule, result, left_kind, left_ids,
                right_kind, right_ids, is_pairwise, difference, difference_type, currency, evidence)
            VALUES ($1, $2, $3, $4, $5, $6, $7::bigint[], $8, $9::bigint[], $10, $11::text::numeric,
                $12::text, $13, $14)
            """
    }
}
