import Persistence
import TestSupport
import Testing

@Suite("Match decisions") struct MatchTests {
    /// A seeded clinic whose accountant decides.
    private struct Desk {
        let office: Office

        init() throws { office = try Office() }

        func match(_ words: String..., clinic: String = "harbor-dental") throws -> Program {
            try office.evclinic(
                ["match"] + words + ["--clinic", clinic, "--as", "anna.accountant"])
        }

        /// The first number that a query finds.
        func number(_ sql: String) throws -> String {
            try #require(office.told("SELECT id::text FROM (\(sql)) AS found LIMIT 1").first)
        }

        /// A captured payment of the clinic whose gateway transaction is its own, and both numbers.
        func charge(_ offset: Int = 0) throws -> (payment: String, gateway: String) {
            let rows = try office.told(
                """
                SELECT payment.id || ' ' || gateway.id FROM clinic.payment
                JOIN clinic.gateway_transaction AS gateway
                    ON gateway.clinic_id = payment.clinic_id
                    AND gateway.reference = payment.gateway_reference
                WHERE payment.clinic_id = 1 AND gateway.kind = 'charge' AND gateway.fee > 0
                    AND gateway.gross = payment.amount AND gateway.currency = payment.currency
                ORDER BY payment.id LIMIT 1 OFFSET \(offset)
                """)
            let words = try #require(rows.first).split(separator: " ")
            return (String(words[0]), String(words[1]))
        }

        func decisions() throws -> [String] {
            try office.told(
                """
                SELECT concat_ws(' ', kind, left_kind, left_ids, right_kind, right_ids,
                    difference_type, decided_by, undone_by)
                FROM worker.match_decision WHERE clinic_id = 1 ORDER BY id
                """)
        }

        func trail() throws -> [String] {
            try office.told(
                """
                SELECT action || ' ' || login || ' ' || role || ' ' || entity || ' ' || entity_id
                FROM clinic.audit_log WHERE action LIKE 'match.%' ORDER BY id
                """)
        }
    }

    @Test("are kept with both sides' sums, audited, listed, and taken back") func accept() throws {
        let desk = try Desk()
        let charge = try desk.charge()
        let words = ["accept", "payment:\(charge.payment)", "gateway:\(charge.gateway)"]
        let amount = try #require(
            desk.office.told(
                "SELECT to_char(amount, 'FM999,990.00') FROM clinic.payment WHERE clinic_id = 1 AND id = \(charge.payment)"
            ).first)
        let done = try desk.match(words[0], words[1], words[2], "--reason", "as the terminal says")
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output.contains("Accepted \(words[1]) ⇄ \(words[2]) as decision 1:"))
        #expect(done.output.contains("  left        \(amount) USD\n  right       \(amount) USD\n"))
        #expect(done.output.contains("match undo 1 --clinic harbor-dental"))
        let kept =
            "accept payment {\(charge.payment)} gateway_transaction {\(charge.gateway)} anna.accountant"
        #expect(try desk.decisions() == [kept])
        let list = try desk.match("list")
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1].contains("as the terminal says"))
        #expect(lines.allSatisfy { $0.count <= 100 })
        let json = try desk.match("list", "--json")
        #expect(
            json.output.contains(
                "\"left\":{\"ids\":[\(charge.payment)],\"kind\":\"payment\"}"), "\(json.output)")
        #expect(json.output.contains("\"state\":\"counts\""))
        let undone = try desk.match("undo", "1", "--reason", "a slip")
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(undone.output.contains("Took decision 1 back: accept \(words[1]) ⇄ \(words[2])."))
        #expect(try desk.decisions() == [kept + " anna.accountant"])
        #expect(try desk.match("list").output == "Nothing is decided.\n")
        #expect(
            try desk.match("list", "--all", "--json").output.contains(
                "\"undone_because\":\"a slip\""))
        let again = try desk.match("undo", "1", "--reason", "twice")
        #expect(again.status == 64)
        #expect(again.errors.contains("decision 1 of harbor-dental"))
        #expect(again.errors.contains("MATCH_DECISION_UNKNOWN"))
        #expect(
            try desk.trail() == [
                "match.accept anna.accountant accountant worker.match_decision 1",
                "match.undo anna.accountant accountant worker.match_decision 1",
            ])
        #expect(
            try desk.office.told(
                "SELECT after ->> 'because' FROM clinic.audit_log WHERE action = 'match.undo'")
                == ["a slip"])
        #expect(try desk.match(words[0], words[1], words[2], "--reason", "anew").status == 0)
    }

    @Test("of sides that differ say what the difference is, or are refused")
    func differences() throws {
        let desk = try Desk()
        let (charge, other) = (try desk.charge(), try desk.charge(1))
        let right = "gateway:\(charge.gateway),\(other.gateway)"
        func accept(_ more: String...) throws -> Program {
            try desk.office.evclinic(
                ["match", "accept", "payment:\(charge.payment)", right] + more + [
                    "--clinic", "harbor-dental", "--reason", "r", "--as", "anna.accountant",
                ])
        }
        let refused = try accept()
        #expect(refused.status == 65)
        #expect(refused.errors.contains("MATCH_DIFFERENCE_UNTYPED"), "\(refused.errors)")
        let difference = try #require(
            desk.office.told(
                "SELECT to_char(-gross, 'FM999,990.00') FROM clinic.gateway_transaction WHERE clinic_id = 1 AND id = \(other.gateway)"
            ).first)
        #expect(refused.errors.contains("difference \(difference) USD"), "\(refused.errors)")
        #expect(try desk.decisions().isEmpty)
        let wrong = try accept("--difference", "luck")
        #expect(wrong.status == 64)
        let kept = try accept("--difference", "short_pay", "--json")
        #expect(kept.status == 0, "\(kept.errors)")
        #expect(kept.output.contains("\"difference_type\":\"short_pay\""))
        #expect(kept.output.contains("\"sums\":[{\"amount\":"))
        #expect(try desk.decisions().count == 1)
        #expect(
            try desk.office.told(
                "SELECT after ->> 'difference_type' FROM clinic.audit_log WHERE action = 'match.accept'"
            ) == ["short_pay"])
    }

    /// Two items of some clinic that are the same money, by their words and a query.
    private static let pairs = table(
        """
        left     right    from
        deposit  bank     clinic.deposit AS l JOIN clinic.bank_entry AS r USING (clinic_id) WHERE r.reference = l.slip AND r.amount = l.amount
        refund   bank     clinic.refund AS l JOIN clinic.bank_entry AS r USING (clinic_id) WHERE r.amount = -l.amount
        refund   gateway  clinic.refund AS l JOIN clinic.gateway_transaction AS r USING (clinic_id) WHERE r.kind = 'refund' AND r.gross = -l.amount
        dispute  gateway  clinic.dispute AS l JOIN clinic.gateway_transaction AS r USING (clinic_id) WHERE r.kind = 'dispute' AND r.gross = -l.amount
        payout   bank     clinic.payout AS l JOIN clinic.bank_entry AS r USING (clinic_id) WHERE r.reference = l.trace_id AND r.amount = l.amount
        gateway  payout   (SELECT clinic_id, payout_id, string_agg(id::text, ',') AS id, sum(net) AS net FROM clinic.gateway_transaction GROUP BY 1, 2) AS l JOIN clinic.payout AS r USING (clinic_id) WHERE r.id = l.payout_id AND r.amount = l.net
        """)

    @Test("add up every kind by its sign, and a gateway's net against what it pays out")
    func kinds() throws {
        let desk = try Desk()
        for row in Self.pairs {
            let found = try desk.office.told(
                """
                SELECT slug || ' ' || l_id || ' ' || r_id
                FROM (SELECT clinic_id, l.id AS l_id, r.id AS r_id FROM \(row[2])) AS pair
                    JOIN clinic.clinic ON clinic.id = clinic_id ORDER BY clinic_id, l_id LIMIT 1
                """)
            let words = try #require(found.first, "\(row)").split(separator: " ")
            let done = try desk.office.evclinic([
                "match", "accept", "\(row[0]):\(words[1])", "\(row[1]):\(words[2])", "--clinic",
                String(words[0]), "--reason", "r", "--difference", "fee",
            ])
            #expect(done.status == 0, "\(row) \(done.errors)")
            #expect(done.output.contains("both are even"), "\(row) \(done.output)")
            let undo = try desk.office.evclinic([
                "match", "undo", try desk.number("SELECT max(id) AS id FROM worker.match_decision"),
                "--clinic", String(words[0]), "--reason", "r",
            ])
            #expect(undo.status == 0, "\(undo.errors)")
        }
        for (word, relation) in [("invoice", "invoice"), ("statement", "bank_statement")] {
            let id = try desk.number("SELECT id FROM clinic.\(relation) WHERE clinic_id = 1")
            #expect(try desk.match("note", "\(word):\(id)", "--reason", "r").status == 0)
        }
    }

    @Test("name items of the clinic, each accepted once, and no pair both ways")
    func conflicts() throws {
        let desk = try Desk()
        let (charge, other) = (try desk.charge(), try desk.charge(1))
        let unknown = try desk.match(
            "accept", "payment:\(charge.payment),99999999", "gateway:\(charge.gateway)",
            "--reason", "r")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("payment:99999999 of harbor-dental"), "\(unknown.errors)")
        #expect(unknown.errors.contains("MATCH_ITEM_UNKNOWN"))
        let foreign = try desk.number("SELECT id FROM clinic.payment WHERE clinic_id = 2")
        let wall = try desk.match("note", "payment:\(foreign)", "--reason", "r")
        #expect(wall.errors.contains("MATCH_ITEM_UNKNOWN"), "\(wall.errors)")
        let left = "payment:\(charge.payment)"
        #expect(
            try desk.match("accept", left, "gateway:\(charge.gateway)", "--reason", "r").status
                == 0)
        let taken = try desk.match(
            "accept", left, "gateway:\(other.gateway)", "--difference", "fee", "--reason", "r")
        #expect(taken.status == 1)
        #expect(taken.errors.contains("MATCH_ALREADY_DECIDED"), "\(taken.errors)")
        #expect(taken.errors.contains("\(left), accepted by decision 1"))
        let apart = try desk.match("reject", "gateway:\(charge.gateway)", left, "--reason", "r")
        #expect(apart.errors.contains("MATCH_ALREADY_DECIDED"), "\(apart.errors)")
        let pair = ("payment:\(other.payment)", "gateway:\(other.gateway)")
        let rejected = try desk.match("reject", pair.0, pair.1, "--reason", "another terminal")
        #expect(rejected.status == 0, "\(rejected.errors)")
        #expect(rejected.output.contains("Rejected \(pair.0) ⇄ \(pair.1), decision 2."))
        let both = try desk.match("accept", pair.1, pair.0, "--reason", "r")
        #expect(both.errors.contains("rejected by decision 2"), "\(both.errors)")
        let note = try desk.match("note", left, "--reason", "seen")
        #expect(note.output.contains("Noted beside \(left), decision 3."))
        #expect(
            try desk.trail().map { $0.prefix { $0 != " " } }
                == ["match.accept", "match.reject", "match.note"])
        for words in [
            ["accept", "money:1", "bank:1"], ["accept", "payment:1", "bank:1", "payout:1"],
            ["accept", "payment:1", "payment:1"], ["accept", "payment:1", "bank:2", "bank:2"],
            ["reject", "payment:1,2", "bank:1"], ["accept", "invoice:1", "payment:1"],
            ["note", "bank_entry:1"],
        ] {
            let usage = try desk.office.evclinic(
                ["match"] + words + ["--clinic", "harbor-dental", "--reason", "r"])
            #expect(usage.status == 64, "\(words) \(usage.errors)")
            #expect(!usage.errors.contains("MATCH_"), "\(words) \(usage.errors)")
        }
        let blank = try desk.match("note", left, "--reason", " ")
        #expect(blank.errors.contains("--reason takes a reason"))
    }

    @Test("of two who accept the same item at once only one is kept") func atOnce() throws {
        let desk = try Desk()
        let charge = try desk.charge()
        let words = [
            "match", "accept", "payment:\(charge.payment)", "gateway:\(charge.gateway)",
            "--clinic", "harbor-dental", "--reason", "r",
        ]
        let connection = try desk.office.database.superuser()
        try connection.script(
            "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('evclinic match', 1))")
        let running = try (0..<2).map { _ in try desk.office.start(words) }
        let waiting = """
            SELECT 'waits' FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        try waitUntil("both wait") { try desk.office.told(waiting).count == 2 }
        try connection.script("ROLLBACK")
        let statuses = running.map { $0.wait().status }
        #expect(statuses.sorted() == [0, 1])
        #expect(try desk.decisions().count == 1)
    }

    @Test("of an imported line stand while its file is booked") func imported() throws {
        let desk = try Desk()
        try desk.office.change(
            """
            INSERT INTO worker.import_file (clinic_id, kind, format, name, sha256, findings,
                imported_at, imported_by)
            VALUES (1, 'bank', 'csv', 'a', 'b', '[]', clock_timestamp(), 'c');
            INSERT INTO worker.import_entry (clinic_id, import_id, place, bank_account_id,
                booked_on, value_on, amount, currency, narration, is_reversal, occurrence)
            VALUES (1, 1, 1, 1, '2026-10-05', '2026-10-05', 10, 'USD', 'n', false, 1)
            """)
        let note = try desk.match("note", "imported:1", "--reason", "r")
        #expect(note.status == 0, "\(note.errors)")
        try desk.office.change(
            """
            UPDATE worker.import_file SET undone_at = clock_timestamp(), undone_by = 'c',
                undone_because = 'd'
            """)
        let gone = try desk.match("note", "imported:1", "--reason", "r")
        #expect(gone.errors.contains("imported:1 of harbor-dental"), "\(gone.errors)")
    }
}
