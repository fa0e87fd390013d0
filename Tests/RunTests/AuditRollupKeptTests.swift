import Foundation
import TestSupport
import Testing

/// What is kept of the audit trail by day, however it came about.
@Suite("Kept audit rollup") struct AuditRollupKeptTests {
    /// Nine days over the night on which clocks are set back.
    private static let days = (22...30).map { "2025-10-\($0)" }

    @Test("day by day, with rows committed late, equals one from scratch byte by byte")
    func scratch() throws {
        var dice = Dice()
        let books = try AuditBooks(
            "{ hours: 00:00-24:00, days: [mon, tue, wed, thu, fri, sat, sun] }")
        for (index, day) in Self.days.enumerated() {
            // Rows of today, and of days that are rolled up already.
            let rows = (0..<25).map { number in
                let isLate = number > 18 && index > 0
                return Self.row(
                    isLate ? Self.days[Int.random(in: 0..<index, using: &dice)] : day, &dice)
            }
            try books.note(rows)
            _ = try books.roll(day, exits: nil)
        }
        let byDay = try books.kept()
        #expect(byDay.count > 50, "\(dice)")
        let counted = try books.office.told(
            """
            SELECT (SELECT sum(rows) FROM worker.audit_rollup)
                || ' ' || (SELECT count(*) FROM clinic.audit_log WHERE recorded_at < '2025-11-01')
            """)
        #expect(counted == ["225 225"], "\(dice)")

        try books.office.change("DELETE FROM worker.audit_rollup")
        _ = try books.roll("2025-10", exits: nil)
        #expect(try books.kept() == byDay, "a month at once, \(dice)")

        try books.office.change("DELETE FROM worker.audit_rollup")
        _ = try books.roll("2025-10-31", exits: nil)
        #expect(try books.kept() == byDay, "the day after, \(dice)")
    }

    @Test("is made good by a rerun whose report is as it was, and else left alone")
    func rerun() throws {
        let books = try AuditBooks()
        var dice = Dice(seed: 7)
        try books.note((0..<9).map { _ in Self.row("2025-10-22", &dice) })
        _ = try books.roll("2025-10-22", exits: nil)
        let first = try books.kept()
        let written = "SELECT min(xmin::text) || max(xmin::text) FROM worker.audit_rollup"
        let stamp = try books.office.told(written)
        let again = try books.roll("2025-10-22", exits: nil)
        #expect(again.outcome == "unchanged")
        #expect(try books.office.told(written) == stamp, "not a row was written")

        try books.office.change(
            """
            DELETE FROM worker.audit_rollup WHERE login = 'mia';
            UPDATE worker.audit_rollup SET money = money + 1;
            INSERT INTO worker.audit_rollup (clinic_id, local_day, login, role, entity, action, currency, rows)
                VALUES (1, '2025-10-22', 'nobody', 'a', 'b', 'c', 'USD', 1)
            """)
        let mended = try books.roll("2025-10-22", exits: nil)
        #expect(mended.outcome == "unchanged" && mended.revision == 1)
        #expect(try books.kept() == first)
    }

    @Test("takes in a row that was committed late, and its own day is a revision then")
    func late() throws {
        let books = try AuditBooks()
        let count = "'mia', 'manager', 'deposit', '1', 'count', NULL, '{\"amount\": \"5.10\"}'"
        try books.note(["('2025-10-22 09:00+02', \(count))"])
        _ = try books.roll("2025-10-22", exits: 0)
        try books.note(["('2025-10-22 09:30+02', \(count))"])
        _ = try books.roll("2025-10-24", exits: 0)
        #expect(
            try books.kept() == ["(1,2025-10-22,mia,manager,deposit,count,2,10.2,EUR,0)"])
        let again = try books.roll("2025-10-22", exits: 0)
        #expect(again.outcome == "recorded" && again.revision == 2)
        #expect(try again.rows("r2-rollup", "Day|Rows|Money moved") == ["2025-10-22 2 10.20"])
    }

    /// Some row of a day of Berlin, at any minute of it; now and then one that cannot be read.
    private static func row(_ day: String, _ dice: inout Dice) -> String {
        func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &dice) }
        let login = ["mia", "rob", "zo\u{EB}", "zoe\u{308}"][below(4)]
        let role = ["manager", "receptionist"][below(2)]
        let entity = ["invoice", "payment", "deposit"][below(3)]
        let amount = below(10) == 0 ? "x" : "\(below(900)).\(below(10))"
        return "('\(day) \(below(24)):\(below(60)) Europe/Berlin', '\(login)', '\(role)', "
            + "'\(entity)', '\(below(5))', 'act', NULL, '{\"amount\": \"\(amount)\"}')"
    }
}
