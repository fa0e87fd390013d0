import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Match repository") struct MatchRepositoryTests {
    private let clinic = ClinicID(rawValue: 1)

    @Test("reads what counts from a snapshot, by number, with days of the clinic's zone")
    func snapshot() throws {
        let database = try TestDatabase(.seeded)
        let (matches, primary) = (MatchRepository(), database.primary())
        let left = MatchItems(.payment, [7])
        try primary.transaction(of: clinic) { transaction in
            try transaction.execute(SeedRepository.SQL.audited)
            for reason in ["one", "two"] {
                _ = try matches.add(
                    .init(
                        .accept, left: left, right: MatchItems(.bankEntry, [9, 8]),
                        difference: .shortPay, reason: reason),
                    of: clinic, by: "anna", in: transaction)
            }
            _ = try matches.add(
                .init(.note, left: left, reason: "three"), of: clinic, by: "anna", in: transaction)
            #expect(
                try matches.undo(1, of: clinic, by: "anna", because: "r", in: transaction))
            #expect(
                try !matches.undo(1, of: clinic, by: "anna", because: "r", in: transaction))
            #expect(
                try matches.undoRule(2, of: clinic, by: "anna", because: "r", in: transaction))
        }
        // A second before midnight in New York.
        try database.change(
            "UPDATE worker.match_decision SET decided_at = '2026-11-01 03:59:59+00'")
        let leases = LeaseRepository()
        try primary.transaction(of: nil) { try leases.beat("test", in: $0) }
        let fresh = try primary.transaction(of: nil) {
            try leases.freshness(maxStalenessSeconds: 30, from: $0)
        }
        let (read, _) = try database.replicas().snapshot(of: clinic, fresh) { snapshot in
            (
                try matches.decisions(of: clinic, from: snapshot),
                try matches.rules(of: clinic, from: snapshot)
            )
        }
        let day = try #require(Day("2026-10-31"))
        #expect(
            read.0 == [
                MatchDecision(
                    id: 2, kind: .accept, left: left, right: MatchItems(.bankEntry, [8, 9]),
                    reason: "two", difference: .shortPay, decidedBy: "anna", decidedOn: day),
                MatchDecision(
                    id: 3, kind: .note, left: left, right: nil, reason: "three", difference: nil,
                    decidedBy: "anna", decidedOn: day),
            ])
        #expect(read.1.map(\.id) == [1, 3, 4])
        #expect(read.1[0].holds(narration: "Rent  practice rooms", amount: -1))
        #expect(!read.1[0].holds(narration: "RENT PRACTICE ROOMS", amount: 1))
    }

    @Test("shows a session nothing of another clinic (I7)") func wall() throws {
        let database = try TestDatabase(.seeded)
        let matches = MatchRepository()
        try database.primary().transaction(of: clinic) { transaction in
            try transaction.execute(SeedRepository.SQL.audited)
            _ = try matches.add(
                .init(.note, left: MatchItems(.payment, [7]), reason: "r"), of: clinic,
                by: "anna", in: transaction)
        }
        for (session, count) in [(clinic, 1), (ClinicID(rawValue: 2), 0)] {
            let (decisions, rules) = try database.reading(of: session) {
                (
                    try matches.kept(.all, of: clinic, from: $0),
                    try matches.keptRules(.all, of: clinic, from: $0)
                )
            }
            #expect((decisions.count, rules.count) == (count, 4 * count))
        }
    }

    @Test("refuses a word that only a newer program knows") func unknown() throws {
        let database = try TestDatabase(.seeded)
        try database.change(
            """
            INSERT INTO worker.match_decision (clinic_id, kind, left_kind, left_ids, reason,
                decided_by, decided_at)
            VALUES (1, 'note', 'voucher', '{1}', 'r', 'b', clock_timestamp())
            """)
        let error = #expect(throws: AppError.self) {
            try database.reading(of: clinic) {
                try MatchRepository().kept(.all, of: clinic, from: $0)
            }
        }
        #expect(error == AppError(.rowShapeUnexpected, "a decision or rule says “voucher”"))
    }
}
