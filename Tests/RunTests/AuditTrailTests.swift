import Access
import Domain
import Foundation
import Persistence
import TestSupport
import Testing

@Suite("Audit trail") struct AuditTrailTests {
    /// What `audit verify --json` prints of a clinic.
    struct Verdict: Decodable {
        let clinic: String
        let rows: Int
        let after: Int
        let head: Int
        let hash: String
        let waiting: Int
        let heads: Int
        let files: Int
        let manifests: Int
        let unsigned: Int
        let keys: [String]
        let fault_count: Int
        let faults: [Fault]

        struct Fault: Decodable {
            let kind: String
            let number: Int64?
            let row: Int64?
            let detail: String
        }
    }

    /// Links until no row is left: a transaction that another test has open may keep rows waiting.
    ///
    /// - Returns: what the program said when it linked the last one.
    @discardableResult static func chain(_ office: Office) throws -> String {
        var said = ""
        while true {
            let done = try office.evclinic(["audit", "chain"], ["OUTPUT_DIR": office.out])
            try #require(done.status == 0, "\(done.errors)")
            if said.isEmpty || !done.output.hasPrefix("0 rows") { said = done.output }
            let left = try office.told(
                """
                SELECT count(*)::text FROM clinic.audit_log AS log
                JOIN clinic.clinic ON clinic.id = log.clinic_id AND active
                WHERE NOT EXISTS (SELECT FROM worker.audit_link AS link
                    WHERE (link.clinic_id, link.audit_id) = (log.clinic_id, log.id))
                """)
            if left == ["0"] { return said }
            letPass(microseconds: 50_000)
        }
    }

    static func verdicts(
        _ office: Office, _ arguments: String..., keys: String = ""
    ) throws -> (status: Int32, [Verdict]) {
        let done = try office.evclinic(
            ["audit", "verify", "--json"] + arguments,
            ["KEYS_DIR": keys, "OUTPUT_DIR": office.out])
        try #require([0, 65].contains(done.status), "\(done.errors)")
        let lines = done.output.split(separator: "\n")
        return (
            done.status,
            try lines.map { try JSONDecoder().decode(Verdict.self, from: Data($0.utf8)) }
        )
    }

    @Test("is linked whole, verified, and linked on from there")
    func whole() throws {
        let office = try Office()
        let (before, unlinked) = try Self.verdicts(office, "--clinic", "harbor-dental")
        #expect(before == 65)
        #expect(unlinked[0].faults.allSatisfy { $0.kind == "UNLINKED" } && unlinked[0].rows == 0)

        #expect(try Self.chain(office).contains("5 days' heads kept"))
        let (status, verdicts) = try Self.verdicts(office)
        #expect(status == 0)
        #expect(verdicts.count == 5)
        let rows = try office.told(
            "SELECT count(*)::text FROM clinic.audit_log WHERE clinic_id = 1")
        #expect(verdicts.filter { "\($0.rows)" == rows[0] }.count >= 1)
        #expect(verdicts.allSatisfy { $0.heads == 1 && $0.files == 1 && $0.unsigned == 1 })

        _ = try office.receipt(office.order())
        #expect(try Self.chain(office) == "1 row linked\n")
        let (_, later) = try Self.verdicts(office, "--clinic", "harbor-dental")
        let first = try #require(verdicts.first { $0.clinic == "harbor-dental" })
        #expect(later[0].head == first.head + 1 && later[0].manifests == 1)
        #expect(later[0].fault_count == 0)
        let text = try office.evclinic(["audit", "verify"], ["OUTPUT_DIR": office.out]).output
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
        #expect(text.contains("All 5 trails are as they were linked."))
    }

    @Test("is linked by a tick, and its links can only be added to")
    func tick() throws {
        let office = try Office()
        let done = try office.evclinic(["tick", "--json"], ["OUTPUT_DIR": office.out])
        #expect([0, 3].contains(done.status), "\(done.errors)")
        let (status, verdicts) = try Self.verdicts(office)
        #expect(status == 0)
        #expect(verdicts.allSatisfy { $0.head > 0 })
        for verb in ["UPDATE worker.audit_link SET audit_id = 1", "DELETE FROM worker.audit_head"] {
            #expect(throws: AppError.self) {
                try office.database.primary().connection().script(
                    "SELECT set_config('evclinic.clinic', '1', false); \(verb)")
            }
        }
    }

    /// As a superuser does it, in a chain of ten rows with ids 101 to 110; what must be named.
    private static let mutations = table(
        """
        what                    kind       number  row   sql
        a field                 CHANGED    4       104   UPDATE clinic.audit_log SET after = '{"gross": 1}' WHERE id = 104
        who                     CHANGED    4       104   UPDATE clinic.audit_log SET login = 'ann' WHERE id = 104
        when                    CHANGED    9       109   UPDATE clinic.audit_log SET recorded_at = recorded_at - interval '1 us' WHERE id = 109
        NULL and empty          CHANGED    2       102   UPDATE clinic.audit_log SET request_id = '' WHERE id = 102
        a row gone              MISSING    5       105   DELETE FROM clinic.audit_log WHERE id = 105
        row and link gone       GAP        5       -     DELETE FROM clinic.audit_log WHERE id = 105; DELETE FROM worker.audit_link WHERE audit_id = 105
        a row put in            UNLINKED   -       99    INSERT INTO clinic.audit_log SELECT clinic_id, 99, user_id, login, role, recorded_at, entity, entity_id, action FROM clinic.audit_log WHERE id = 104
        two links swapped       REORDERED  3       104   UPDATE worker.audit_link SET audit_id = 1000 + 207 - audit_id WHERE audit_id IN (103, 104); UPDATE worker.audit_link SET audit_id = audit_id - 1000 WHERE audit_id > 1000
        rows swapped            CHANGED    3       103   UPDATE clinic.audit_log SET id = 1000 + 207 - id WHERE id IN (103, 104); UPDATE clinic.audit_log SET id = id - 1000 WHERE id > 1000
        another clinic's        MISSING    6       106   UPDATE clinic.audit_log SET clinic_id = 2 WHERE id = 106
        the tail cut off        CUT_OFF    8       -     DELETE FROM clinic.audit_log WHERE id > 107; DELETE FROM worker.audit_link WHERE audit_id > 107
        and its head            CUT_OFF    8       -     DELETE FROM clinic.audit_log WHERE id > 107; DELETE FROM worker.audit_link WHERE audit_id > 107; DELETE FROM worker.audit_head
        all of it               CUT_OFF    1       -     DELETE FROM clinic.audit_log; DELETE FROM worker.audit_link; DELETE FROM worker.audit_head; DELETE FROM worker.audit_mark
        a link's number         GAP        10      -     UPDATE worker.audit_link SET chain_number = 11 WHERE chain_number = 10
        a link's hash           BROKEN     8       108   UPDATE worker.audit_link SET hash = sha256('x') WHERE chain_number = 7
        a link made anew        BROKEN     8       108   UPDATE clinic.audit_log SET login = 'ann' WHERE id = 107; UPDATE worker.audit_link l SET hash = sha256(l.previous || pg_temp.canonical(107)) WHERE chain_number = 7
        the tail made anew      REPLACED   10      110   UPDATE clinic.audit_log SET login = 'ann' WHERE id = 109; SELECT pg_temp.rechain(9)
        the head too            HEAD       10      -     UPDATE clinic.audit_log SET login = 'ann' WHERE id = 109; SELECT pg_temp.rechain(9); UPDATE worker.audit_head SET hash = (SELECT hash FROM worker.audit_link WHERE chain_number = 10)
        an old head             HEAD       4       -     UPDATE worker.audit_head SET chain_number = 4, hash = (SELECT hash FROM worker.audit_link WHERE chain_number = 4)
        """)

    @Test("names what was done to it, and where", arguments: mutations)
    func mutated(_ row: [String]) throws {
        let office = try Self.ten()
        try office.database.superuser().script(Self.recomputing + row[4])
        let (status, verdicts) = try Self.verdicts(
            office, "--clinic", "a", keys: "\(office.folder.path)/out/keys")
        #expect(status == 65)
        let text = try office.evclinic(["audit", "verify"], ["OUTPUT_DIR": office.out]).output
        // What a fault says may be longer, and is indented.
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("  ") }
        #expect(lines.count > 5 && lines.allSatisfy { $0.count <= 80 }, "\(text)")
        let fault = verdicts[0].faults.first {
            $0.kind == row[1] && ($0.number.map { "\($0)" } ?? "-") == row[2]
                && ($0.row.map { "\($0)" } ?? "-") == row[3]
        }
        #expect(fault != nil, "\(row[0]): \(verdicts[0].faults)")
    }

    /// Ten rows of one clinic, linked, with a signed head of the day before.
    private static func ten() throws -> Office {
        let office = try Office(.schema)
        try office.change(
            Office.founding("a") + """
                INSERT INTO clinic.audit_log (clinic_id, id, login, role, recorded_at, entity,
                    entity_id, action, before, after)
                SELECT 1, 100 + n, 'mia', 'accountant', timestamptz '2025-10-01' + n * interval '1 h',
                    'clinic.invoice', 'INV-' || n, 'invoice.update', '{"status": "draft"}',
                    jsonb_build_object('gross', n + 0.50)
                FROM generate_series(1, 10) AS n;
                INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency,
                    time_zone, active) VALUES (2, 'b', 'b', 1, 'DE', 'EUR', 'UTC', false)
                """)
        _ = try office.newKey()
        try office.change("DELETE FROM clinic.audit_log WHERE id < 100 OR id > 110")
        #expect(try chain(office) == "10 rows linked, 1 day's head kept\n")
        return office
    }

    /// docs/audit-chain.md in SQL.
    static let recomputing = """
        CREATE FUNCTION pg_temp.field(value text) RETURNS bytea LANGUAGE sql AS $$
            SELECT convert_to(coalesce(octet_length(value) || ':' || value || ',', '-,'), 'UTF8') $$;
        CREATE FUNCTION pg_temp.canonical(wanted bigint) RETURNS bytea LANGUAGE sql AS $$
            SELECT pg_temp.field(clinic_id::text) || pg_temp.field(id::text)
                || pg_temp.field(user_id::text) || pg_temp.field(login) || pg_temp.field(role)
                || pg_temp.field((extract(epoch FROM recorded_at) * 1000000)::bigint::text)
                || pg_temp.field(entity) || pg_temp.field(entity_id) || pg_temp.field(action)
                || pg_temp.field(before::text) || pg_temp.field(after::text)
                || pg_temp.field(request_id)
            FROM clinic.audit_log WHERE id = wanted $$;
        CREATE FUNCTION pg_temp.rechain(first bigint) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            before bytea := (SELECT hash FROM worker.audit_link
                WHERE clinic_id = 1 AND chain_number = first - 1);
            link record;
        BEGIN
            FOR link IN SELECT * FROM worker.audit_link
                WHERE clinic_id = 1 AND chain_number >= first ORDER BY chain_number
            LOOP
                UPDATE worker.audit_link SET previous = before,
                    hash = sha256(before || pg_temp.canonical(link.audit_id))
                WHERE clinic_id = 1 AND chain_number = link.chain_number
                RETURNING hash INTO before;
            END LOOP;
        END $$;

        """

    @Test("is recomputed by SQL alone, and by Python alone")
    func recomputed() throws {
        let office = try Office()
        try Self.chain(office)
        let admin = try office.database.superuser()
        try admin.script(Self.recomputing)
        var wrong: Int64 = -1
        try admin.query(
            """
            SELECT count(*) FILTER (WHERE hash <> sha256(coalesce(before, sha256(convert_to(
                    'evclinic audit chain 1, clinic ' || clinic_id, 'UTF8')))
                || pg_temp.canonical(audit_id)))
            FROM (SELECT *, lag(hash) OVER (PARTITION BY clinic_id ORDER BY chain_number) AS before
                FROM worker.audit_link) AS link
            """
        ) { wrong = try $0.int(0) }
        #expect(wrong == 0)

        let rows = try office.told(
            """
            SELECT json_build_array(log.clinic_id, log.id, log.user_id, login, role,
                (extract(epoch FROM recorded_at) * 1000000)::bigint, entity, entity_id, action,
                before::text, after::text, request_id, encode(hash, 'hex'))::text
            FROM worker.audit_link AS link JOIN clinic.audit_log AS log
                ON (log.clinic_id, log.id) = (link.clinic_id, link.audit_id)
            ORDER BY link.clinic_id, chain_number
            """)
        let script = try Self.python()
        let done = try Program.run(
            "/usr/bin/python3", ["-c", script], input: rows.joined(separator: "\n"))
        #expect(done.output == "\(rows.count) links hold\n", "\(done.errors)")
        #expect(rows.count > 100)
    }

    /// The lines that docs/audit-chain.md gives.
    private static func python() throws -> String {
        let text = try String(
            contentsOfFile: TestCluster.checkout + "/docs/audit-chain.md", encoding: .utf8)
        let blocks = text.components(separatedBy: "```python\n")
        return try #require(blocks.dropFirst().first?.components(separatedBy: "```").first)
    }
}
