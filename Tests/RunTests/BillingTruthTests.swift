import Foundation
import TestSupport
import Testing

/// A world's breaks as its truth file tells them, beside what three months' runs find, one after the
/// other on the same standby.
///
/// `EVCLINIC_TRUTH_LINES` takes three worlds of another size instead; `make proof` takes 680,000 lines,
/// which are 200,000 payments.
@Suite("Billing truth") struct BillingTruthTests {
    private static let months = ["2026-08", "2026-09", "2026-10"]
    /// Seeds and lines.
    private static let worlds: [(Int, Int)] =
        ProcessInfo.processInfo.environment["EVCLINIC_TRUTH_LINES"].flatMap { Int($0) }.map {
            lines in
            [2, 3, 4].map { ($0, lines) }
        } ?? [(1, 3000), (2, 3000), (3, 24_000)]

    @Test(
        "is found whole and nothing is invented, whatever the seed",
        arguments: worlds)
    func truth(_ seed: Int, _ lines: Int) throws {
        let office = try Office(.schema)
        let truth = try Self.seed(office, "--seed", "\(seed)", "--lines", "\(lines)")
        for month in Self.months { try Self.reconcile(office, month, exits: 2) }

        let found = try Self.found(office)
        #expect(truth.breaks.subtracting(found) == [], "missed")
        #expect(found.subtracting(truth.breaks) == [], "invented")
        let matches = try Set(office.told(Self.matches))
        #expect(truth.matches.subtracting(matches) == [], "not matched")
        #expect(matches.subtracting(truth.matches) == [], "matched, and wrong")
        #expect(try office.told(Self.falsePairs) == [], "pairs that no id joins")
        guard lines > 20_000 else { return }
        let codes = Set(truth.breaks.map { $0.split(separator: " ")[2] })
        #expect(codes.count == 22, "every break of DOMAIN.md's table is planted")
    }

    @Test("of a clean world is that people owe, and nothing else") func clean() throws {
        let office = try Office(.schema)
        _ = try Self.seed(office, "--clean")
        for month in Self.months { try Self.reconcile(office, month, exits: 2) }
        let codes = try office.told(
            "SELECT DISTINCT code FROM worker.break_item WHERE code <> 'IN_TRANSIT' ORDER BY code")
        #expect(Set(codes).isSubset(of: ["SHORT_PAID", "OVERPAID"]), "\(codes)")
    }

    /// What a truth file says: breaks as `clinic period code owner id amount currency`, matches
    /// without an id in common as `clinic left ids right ids`.
    private struct Truth {
        var breaks: Set<String> = []
        var matches: Set<String> = []
    }

    private static func seed(_ office: Office, _ options: String...) throws -> Truth {
        let file = "\(office.folder.path)/truth.jsonl"
        let seeded = try office.evclinic(["db", "seed", "--truth", file] + options)
        try #require(seeded.status == 0, "\(seeded.errors)")
        struct Line: Decodable {
            let kind: String
            let clinic: String
            let period: String
            var code: String?
            var owner: String?
            var id: Int?
            var amount: String?
            var currency: String?
            var left: String?
            var left_ids: [Int]?
            var right: String?
            var right_ids: [Int]?
        }
        var truth = Truth()
        for text in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
            func ids(_ ids: [Int]?) -> String {
                (ids ?? []).sorted().map(String.init).joined(separator: ",")
            }
            switch line.kind {
            case "billing":
                truth.breaks.insert(
                    "\(line.clinic) \(line.period) \(line.code ?? "") \(line.owner ?? "") "
                        + "\(line.id ?? 0) \(line.amount ?? "") \(line.currency ?? "")")
            case "match":
                truth.matches.insert(
                    "\(line.clinic) \(line.left ?? "") \(ids(line.left_ids)) "
                        + "\(line.right ?? "") \(ids(line.right_ids))")
            default: continue
            }
        }
        return truth
    }

    private static func reconcile(_ office: Office, _ month: String, exits status: Int32) throws {
        let done = try office.evclinic([
            "run", "billing-reconciliation", "--all", "--period", month, "--out", office.out,
            "--json", "--format", "csv",
        ])
        #expect(done.status == status, "\(done.errors)")
        let receipts = try PrintedReceipt.all(done)
        #expect(receipts.count == 5)
        #expect(receipts.allSatisfy { $0.ties_failed == 0 })
    }

    /// Breaks that were not there a month before, with the same words as the truth.
    private static func found(_ office: Office) throws -> Set<String> {
        try Set(
            office.told(
                """
                WITH told AS (
                    SELECT clinic.slug, run.period, run.from_date, run.until_date, item.code,
                        item.owner_kind, item.owner_id, item.amount, item.currency
                    FROM worker.break_item AS item
                    JOIN worker.run ON run.id = item.run_id
                    JOIN clinic.clinic ON clinic.id = item.clinic_id
                    WHERE item.code <> 'IN_TRANSIT')
                SELECT concat_ws(' ', now.slug, now.period, now.code, now.owner_kind, now.owner_id,
                    CASE now.currency WHEN 'JPY' THEN round(now.amount)
                        WHEN 'KWD' THEN round(now.amount, 3) ELSE round(now.amount, 2) END,
                    now.currency)
                FROM told AS now
                WHERE NOT EXISTS (SELECT FROM told AS before
                    WHERE before.slug = now.slug AND before.until_date = now.from_date
                        AND (before.code, before.owner_kind, before.owner_id, before.amount)
                            = (now.code, now.owner_kind, now.owner_id, now.amount))
                """))
    }

    /// Matches by amount and day, and sums: no id says that they are right.
    private static let matches = """
        SELECT concat_ws(' ', clinic.slug, match.left_kind,
            (SELECT string_agg(id::text, ',' ORDER BY id) FROM unnest(match.left_ids) AS id),
            match.right_kind,
            (SELECT string_agg(id::text, ',' ORDER BY id) FROM unnest(match.right_ids) AS id))
        FROM worker.match JOIN clinic.clinic ON clinic.id = match.clinic_id
        WHERE match.rule ~ '^[35] '
        """

    /// Pairs by id whose rows do not have the same id, looked up row by row.
    private static let falsePairs = """
        SELECT concat_ws(' ', pair.left_kind, pair.left_id, pair.right_kind, pair.right_id)
        FROM (SELECT match.clinic_id, left_kind, right_kind, ids.left_id, ids.right_id
            FROM worker.match,
                LATERAL unnest(left_ids, right_ids) AS ids (left_id, right_id)
            WHERE rule ~ '^[12] ' AND is_pairwise) AS pair
        LEFT JOIN clinic.payment AS paid ON pair.left_kind = 'payment'
            AND paid.clinic_id = pair.clinic_id AND paid.id = pair.left_id
        LEFT JOIN clinic.refund AS refunded ON pair.left_kind = 'refund'
            AND refunded.clinic_id = pair.clinic_id AND refunded.id = pair.left_id
        LEFT JOIN clinic.payout AS paid_out ON pair.left_kind = 'payout'
            AND paid_out.clinic_id = pair.clinic_id AND paid_out.id = pair.left_id
        LEFT JOIN clinic.deposit AS slip ON pair.left_kind = 'deposit'
            AND slip.clinic_id = pair.clinic_id AND slip.id = pair.left_id
        LEFT JOIN clinic.gateway_transaction AS charge ON pair.right_kind = 'gateway_transaction'
            AND charge.clinic_id = pair.clinic_id AND charge.id = pair.right_id
        LEFT JOIN clinic.bank_entry AS entry ON pair.right_kind = 'bank_entry'
            AND entry.clinic_id = pair.clinic_id AND entry.id = pair.right_id
        WHERE coalesce(charge.reference, entry.reference,
                translate(entry.narration, ' -', '')) IS NULL
            OR strpos(coalesce(charge.reference, entry.reference,
                    translate(entry.narration, ' -', '')),
                coalesce(paid.gateway_reference, refunded.gateway_reference, paid_out.trace_id,
                    slip.slip, 'PAY' || lpad(paid.id::text, 9, '0'),
                    'REF' || lpad(refunded.id::text, 9, '0'))) = 0
        """
}
