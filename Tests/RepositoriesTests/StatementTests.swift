import Access
import Domain
import Foundation
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Statement", .serialized) struct StatementTests {
    /// Every enum of statements, by the file that holds it.
    static let all: [(file: String, statements: [(name: String, sql: String)])] = [
        ("ClinicRepository.swift", texts(ClinicRepository.SQL.self)),
        ("AuditRepository.swift", texts(AuditRepository.SQL.self)),
        ("AuditChainRepository+SQL.swift", texts(AuditChainRepository.SQL.self)),
        ("AuditHeadRepository.swift", texts(AuditHeadRepository.SQL.self)),
        ("AdoptionRepository.swift", texts(AdoptionRepository.SQL.self)),
        ("RunRepository.swift", texts(RunRepository.SQL.self)),
        ("QueueRepository+SQL.swift", texts(QueueRepository.SQL.self)),
        ("ScheduleRepository+SQL.swift", texts(ScheduleRepository.SQL.self)),
        ("LedgerRepository+SQL.swift", texts(LedgerRepository.SQL.self)),
        ("FamilyRepository.swift", texts(FamilyRepository.SQL.self)),
        ("GroupRepository.swift", texts(GroupRepository.SQL.self)),
        ("ImportRepository+SQL.swift", texts(ImportRepository.SQL.self)),
        ("MatchRepository+SQL.swift", texts(MatchRepository.SQL.self)),
        ("InputRepository.swift", texts(InputRepository.SQL.self)),
        ("PostingRepository.swift", texts(PostingRepository.SQL.self)),
        ("CloseRepository.swift", texts(CloseRepository.SQL.self)),
        ("ClosingRepository+SQL.swift", texts(ClosingRepository.SQL.self)),
        ("BackfillRepository+SQL.swift", texts(BackfillRepository.SQL.self)),
        ("LeaseRepository.swift", texts(LeaseRepository.SQL.self)),
        ("RecordRepository.swift", texts(RecordRepository.SQL.self)),
        ("FileRepository.swift", texts(FileRepository.SQL.self)),
        ("BillingRepository+SQL.swift", texts(BillingRepository.SQL.self)),
        ("ChainRepository+SQL.swift", texts(ChainRepository.SQL.self)),
        ("BillingLookup.swift", texts(BillingLookup.SQL.self)),
        ("BillingControlRepository+SQL.swift", texts(BillingControlRepository.SQL.self)),
        ("BillingResultRepository.swift", texts(BillingResultRepository.SQL.self)),
        ("JournalRepository+SQL.swift", texts(JournalRepository.SQL.self)),
        ("JournalStateRepository.swift", texts(JournalStateRepository.SQL.self)),
        ("ReceivableRepository.swift", texts(ReceivableRepository.SQL.self)),
        ("TemplateRepository.swift", texts(TemplateRepository.SQL.self)),
        ("TaxRepository+SQL.swift", texts(TaxRepository.SQL.self)),
        ("HealthRepository.swift", texts(HealthRepository.SQL.self)),
        ("SeedRepository.swift", texts(SeedRepository.SQL.self)),
        ("SessionStatement.swift", texts(SessionStatement.self)),
        ("SchemaStatement.swift", texts(SchemaStatement.self)),
    ]

    /// Statements whose text is put together.
    static let composed: [(file: String, statements: [(name: String, sql: String)])] = [
        ("AuditRollupRepository+SQL.swift", texts(AuditRollupRepository.SQL.self)),
        ("AuditFlagRepository+SQL.swift", texts(AuditFlagRepository.SQL.self)),
        ("JournalDocuments.swift", texts(JournalDocuments.self)),
        ("JournalDocuments.swift", texts(JournalFiledPayouts.self)),
        ("ReceivablesRollForward.swift", texts(ReceivablesRollForward.self)),
        ("ExchangeRepository+SQL.swift", texts(ExchangeRepository.SQL.self)),
        ("TaxPaymentRepository+SQL.swift", texts(TaxPaymentRepository.SQL.self)),
        ("JournalMoney.swift", texts(JournalMoney.self)),
        ("JournalShortPayments.swift", texts(JournalShortPayments.self)),
        ("JournalTransactions.swift", texts(JournalTransactions.self)),
        ("JournalControlRepository.swift", texts(JournalControlRepository.SQL.self)),
    ]

    private static func texts<Texts: Statement>(
        _: Texts.Type
    ) -> [(name: String, sql: String)] {
        Texts.allCases.map { ("\($0)", $0.rawValue) }
    }

    /// Parameters that serve as two types, which only the type that is sent decides.
    private static let types = [
        "RunRepository expect": "(text, int8, text, text, text, text, date, date, text)",
        // Open is what is open at the end, so the beginning is told and not asked for.
        "ExchangeRepository open": "(int8, date, date, text[], int8[], text[], text)",
        // The zone is told and not asked for.
        "JournalDocuments posted": "(int8, date, date, text, text, text[], int8[], text[])",
    ]

    /// What `COPY relation (columns) FROM STDIN` loads, as a query.
    private static func columns(ofCopy sql: String) -> String? {
        guard let found = sql.firstMatch(of: /^COPY (\S+) \((.+?)\) FROM STDIN/) else { return nil }
        return "SELECT \(found.2) FROM \(found.1)"
    }

    private static func explained(_ sql: String) -> String {
        sql.hasPrefix("EXPLAIN ") ? String(sql.dropFirst("EXPLAIN ".count)) : sql
    }

    @Test("is understood by a migrated database, each one")
    func prepare() throws {
        let database = try TestDatabase(.schema)
        let connection = try database.superuser()
        for (file, statements) in Self.all + Self.composed {
            let room = file.split(whereSeparator: { "+.".contains($0) }).first ?? ""
            for (name, sql) in statements {
                let types = Self.types["\(room) \(name)"] ?? ""
                // PREPARE takes no TRUNCATE and no LOCK, so these run, and are rolled back.
                // Nor COPY, whose columns are prepared instead, nor EXPLAIN, which says of what.
                let sql = Self.columns(ofCopy: sql) ?? Self.explained(sql)
                let runs = sql.hasPrefix("TRUNCATE") || sql.hasPrefix("LOCK")
                let text = runs ? sql : "PREPARE statement \(types) AS \(sql)"
                #expect(throws: Never.self, "\(file) \(name)") {
                    try connection.script("BEGIN; \(text); ROLLBACK; DEALLOCATE ALL")
                }
                try connection.script("ROLLBACK")
            }
        }
    }

    @Test("is on the list, wherever it is declared")
    func complete() throws {
        let sources = TestCluster.checkout + "/Sources"
        let files = try #require(FileManager.default.enumerator(atPath: sources))
        var found: [String] = []
        for case let path as String in files
        where path.hasSuffix(".swift") && !path.hasPrefix("bench-") {
            let text = try String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8)
            let count = text.ranges(of: /enum \w+: String, Statement\b/).count
            found += Array(repeating: String(path.split(separator: "/").last ?? ""), count: count)
        }
        #expect(found.sorted() == Self.all.map(\.file).sorted())
    }
}
