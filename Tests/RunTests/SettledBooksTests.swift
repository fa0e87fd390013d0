import TestSupport
import Testing

/// A clinic whose gateway's rows and payouts come by files is reconciled as one whose system has them.
@Suite("Settled books") struct SettledBooksTests {
    private static let months = ["2026-09", "2026-10"]

    @Test(
        "are the same with the clinic's rows, with both, and with the file's alone",
        arguments: [
            ("harbor-dental", "stripe"), ("rhein-praxis", "stripe"), ("nilgiri-clinic", "razorpay"),
        ])
    func same(_ clinic: String, _ gateway: String) throws {
        let office = try Office()
        let slug = try #require(
            office.told(
                "SELECT slug FROM clinic.clinic WHERE slug = '\(clinic)'"
            ).first)
        if slug == "harbor-dental" { try office.change(Self.evening) }
        // Stripe's file has no trace; a bank then names the payout.
        if gateway == "stripe" {
            try office.change("UPDATE clinic.payout SET reference = trace_id WHERE trace_id <> ''")
        }
        let before = try Self.reconcile(office, slug)
        #expect(before.receipts.map(\.ties_failed) == [0, 0])
        let titles = try #require(Self.titles[gateway])
        let rows = try Self.file(gateway, office, rows: Self.sent(slug), payouts: nil)
        let whole = try Self.file(gateway, office, rows: Self.whole(slug), payouts: slug)
        try office.folder.write(([titles] + rows).joined(separator: "\n"), to: "s.csv")
        try office.folder.write(([titles] + whole).joined(separator: "\n"), to: "p.csv")
        let booked = try office.evclinic([
            "import", "settlement", "s.csv", "--gateway", gateway, "--clinic", slug,
        ])
        try #require(booked.status == 0, "\(booked.errors)")
        #expect(booked.output.contains("\(rows.count) rows"))

        let both = try Self.reconcile(office, slug)
        #expect(both.receipts.map(\.outcome) == ["unchanged", "unchanged"])
        try office.change(
            """
            DELETE FROM clinic.gateway_transaction AS own USING clinic.clinic
            WHERE clinic.id = own.clinic_id AND \(Self.sent(slug))
            """)
        let after = try Self.reconcile(office, slug)
        #expect(after.receipts.map(\.ties_failed) == [0, 0])
        #expect(after.breaks.count > 2)
        #expect(after.breaks == before.breaks)
        #expect(before.matches.contains { $0.contains("gateway") })
        #expect(after.matches == before.matches)
        let settled = try office.told(
            "SELECT DISTINCT right_kind FROM worker.match WHERE right_kind = 'import_settlement'")
        #expect(settled == ["import_settlement"])
        try Self.expectSamePayouts(office, slug, gateway, before)
    }

    /// Then the payouts come by a file too; October's rows stand in both, in no payout of the books.
    private static func expectSamePayouts(
        _ office: Office, _ slug: String, _ gateway: String, _ before: Result
    ) throws {
        let booked = try office.evclinic([
            "import", "settlement", "p.csv", "--gateway", gateway, "--clinic", slug, "--accept",
            "planted",
        ])
        try #require(booked.status == 0, "\(booked.errors)")
        let both = try reconcile(office, slug)
        #expect(both.breaks == before.breaks)
        try office.change(
            """
            UPDATE clinic.gateway_transaction AS own SET payout_id = NULL
            FROM clinic.clinic WHERE clinic.id = own.clinic_id AND clinic.slug = '\(slug)';
            DELETE FROM clinic.payout USING clinic.clinic
            WHERE clinic.id = payout.clinic_id AND clinic.slug = '\(slug)'
            """)
        let after = try reconcile(office, slug)
        #expect(after.receipts.map(\.ties_failed) == [0, 0])
        #expect(after.breaks == before.breaks)
        #expect(before.matches.contains { $0.contains("payout") })
        #expect(after.matches == before.matches)
        let paid = try office.told(
            "SELECT DISTINCT left_kind FROM worker.match WHERE left_kind = 'import_payout'")
        #expect(paid == ["import_payout"])
    }

    /// One charge of the last evening, which is October's at the gateway: its balance shows it a day
    /// later than the books.
    private static let evening = """
        WITH late AS (
            UPDATE clinic.gateway_transaction SET created_at = timestamptz '2026-10-01 01:30Z'
            WHERE clinic_id = 1 AND id = (SELECT min(id) FROM clinic.gateway_transaction
                WHERE clinic_id = 1 AND kind = 'charge' AND status = 'captured'
                    AND created_at >= timestamptz '2026-09-10 00:00Z')
            RETURNING clinic_id, gateway, currency, net)
        UPDATE clinic.gateway_balance AS balance SET amount = amount - late.net
        FROM late WHERE balance.clinic_id = late.clinic_id AND balance.gateway = late.gateway
            AND balance.currency = late.currency AND balance_on = date '2026-09-30'
        """

    /// What two months' runs found, whatever table a gateway's row is of.
    private struct Result {
        let receipts: [PrintedReceipt]
        let breaks: [String]
        let matches: [String]
    }

    private static func reconcile(_ office: Office, _ slug: String) throws -> Result {
        let receipts = try months.map { month in
            let done = try office.evclinic([
                "run", "billing-reconciliation", "--clinic", slug, "--period", month, "--out",
                office.out, "--json", "--format", "csv",
            ])
            try #require(done.status == 2, "\(done.errors)\(done.output)")
            return try PrintedReceipt(done)
        }
        let runs = receipts.map { "\($0.run)" }.joined(separator: ", ")
        return Result(
            receipts: receipts,
            breaks: try office.told(
                """
                SELECT concat_ws(' ', run.period, link, code,
                    \(known("owner_kind")),
                    CASE WHEN owner_kind IN ('import_settlement', 'gateway_transaction', 'payout',
                        'import_payout') THEN '' ELSE owner_id::text END, amount, currency, since, is_open)
                FROM worker.break_item AS item JOIN worker.run ON run.id = item.run_id
                WHERE run_id IN (\(runs)) ORDER BY 1
                """),
            matches: try office.told(
                """
                SELECT concat_ws(' ', run.period, match.rule, \(known("left_kind")),
                    \(known("right_kind")),
                    sum(cardinality(left_ids)), sum(cardinality(right_ids)))
                FROM worker.match JOIN worker.run ON run.id = match.run_id
                WHERE run_id IN (\(runs))
                GROUP BY run.period, match.rule, \(known("left_kind")), \(known("right_kind"))
                ORDER BY 1
                """))
    }

    /// A kind, whichever table it is of.
    private static func known(_ kind: String) -> String {
        "replace(replace(\(kind), 'import_settlement', 'gateway_transaction'), 'import_', '')"
    }

    /// A settlement has what was captured; what failed stays with the clinic's own rows.
    private static func sent(_ slug: String) -> String {
        """
        clinic.slug = '\(slug)' AND own.status = 'captured'
            AND own.created_at >= timestamp '2026-09-01' AT TIME ZONE clinic.time_zone
            AND own.created_at < timestamp '2026-10-01' AT TIME ZONE clinic.time_zone
        """
    }

    /// All that was captured, and the payouts.
    private static func whole(_ slug: String) -> String {
        "clinic.slug = '\(slug)' AND own.status = 'captured'"
    }

    private static let titles = [
        "stripe": """
        automatic_payout_id,balance_transaction_id,created_utc,currency,gross,fee,net,\
        reporting_category,source_id
        """,
        "razorpay": """
        entity_id,type,debit,credit,amount,currency,fee,tax,created_at,settled_at,settlement_id,\
        settlement_utr
        """,
    ]

    /// The file of a gateway, with or without rows for payouts themselves.
    private static func file(
        _ gateway: String, _ office: Office, rows: String, payouts: String?
    ) throws -> [String] {
        let moved = try office.told(
            """
            SELECT \(gateway == "stripe" ? stripeRow : razorpayRow)
            FROM clinic.gateway_transaction AS own
            JOIN clinic.clinic ON clinic.id = own.clinic_id
            LEFT JOIN clinic.payout
                ON payout.clinic_id = own.clinic_id AND payout.id = own.payout_id
            WHERE \(rows) ORDER BY own.id DESC
            """)
        guard let payouts else { return moved }
        // A payout that failed has a second row, with which the money came back.
        return try moved
            + office.told(
                """
                SELECT \(gateway == "stripe" ? stripePayout : razorpayPayout)
                FROM clinic.payout JOIN clinic.clinic ON clinic.id = payout.clinic_id
                JOIN (VALUES (1), (-1)) AS way (sign) ON sign = 1 OR payout.status = 'failed'
                WHERE clinic.slug = '\(payouts)' ORDER BY payout.id, sign
                """)
    }

    private static let stripeRow = """
        concat_ws(',', coalesce(payout.reference, ''),
            CASE WHEN kind IN ('charge', 'refund') THEN 'txn_' || own.id ELSE own.reference END,
            to_char(own.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
            lower(own.currency), trim_scale(gross), trim_scale(fee + fee_tax), trim_scale(net),
            CASE kind WHEN 'adjustment' THEN 'dispute_reversal' ELSE kind END,
            CASE WHEN kind IN ('charge', 'refund') THEN own.reference ELSE '' END)
        """
    private static let stripePayout = """
        concat_ws(',', '', 'txn_p' || payout.id || '_' || sign,
            to_char(payout.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
            lower(payout.currency), trim_scale(-amount * sign), '0', trim_scale(-amount * sign),
            CASE sign WHEN 1 THEN 'payout' ELSE 'payout_reversal' END, payout.reference)
        """
    /// In minor units of two digits.
    private static let razorpayRow = """
        concat_ws(',', own.reference,
            CASE kind WHEN 'charge' THEN 'payment' ELSE kind END,
            trunc(greatest(-net, 0) * 100), trunc(greatest(net, 0) * 100),
            trunc(abs(gross) * 100), own.currency, trunc((fee + fee_tax) * 100),
            trunc(fee_tax * 100), extract(epoch FROM own.created_at)::bigint, '',
            coalesce(payout.reference, ''), coalesce(payout.trace_id, ''))
        """
    private static let razorpayPayout = """
        concat_ws(',', 'set_' || payout.id || '_' || sign, 'settlement',
            trunc(greatest(amount * sign, 0) * 100), trunc(greatest(-amount * sign, 0) * 100),
            trunc(abs(amount) * 100), payout.currency, 0, 0,
            extract(epoch FROM payout.created_at)::bigint, '', payout.reference, payout.trace_id)
        """
}
