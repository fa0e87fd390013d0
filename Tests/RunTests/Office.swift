import Access
import Domain
import Persistence
import TestSupport
import Testing

/// A database and a folder of a test's own, and the real program at work on both.
final class Office: Sendable {
    let database: TestDatabase
    let folder: TemporaryFolder

    /// The office of the suite that runs.
    @TaskLocal static var current: Office?

    init(_ content: TestDatabase.Content = .seeded) throws {
        database = try TestDatabase(content)
        folder = try TemporaryFolder()
    }

    /// Where reports go unless a test says otherwise.
    var out: String { "\(folder.path)/out" }

    /// Runs the program to its end, in a folder that holds no `.env`.
    func evclinic(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> Program {
        try start(arguments, environment).wait()
    }

    /// Starts the program beside the test.
    func start(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(
            Program.evclinic, arguments, environment: database.environment(environment),
            folder: folder.path)
    }

    /// The arguments of a tax reconciliation.
    func order(
        _ clinic: String = "harbor-dental", _ period: String = "2026-10", out: String? = nil,
        _ more: String...
    ) -> [String] {
        [
            "run", "tax-reconciliation", "--clinic", clinic, "--period", period, "--out",
            out ?? self.out, "--json",
        ] + more
    }

    /// A billing reconciliation of a month.
    func billing(
        _ clinic: String, _ month: String, _ environment: [String: String] = [:]
    ) throws -> Program {
        try evclinic(
            [
                "run", "billing-reconciliation", "--clinic", clinic, "--period", month, "--out",
                out, "--json", "--format", "csv",
            ], environment)
    }

    /// What a run printed, once it ended with that status.
    func receipt(_ arguments: [String], exits status: Int32 = 2) throws -> PrintedReceipt {
        let done = try evclinic(arguments)
        try #require(done.status == status, "\(done.errors)\(done.output)")
        return try PrintedReceipt(done)
    }

    /// The first column of a query's rows, which must be text, as the superuser sees it.
    func told(_ sql: String) throws -> [String] { try database.told(sql) }

    /// The number of the first clinic's only bank account.
    func account() throws -> String {
        try #require(told("SELECT number FROM clinic.bank_account WHERE clinic_id = 1").first)
    }

    /// Statements that found clinic 1, with its legal entity and a patient.
    static func founding(
        _ slug: String, country: String = "DE", currency: String = "EUR",
        zone: String = "Europe/Berlin"
    ) -> String {
        """
        INSERT INTO clinic.legal_entity (id, name, country)
            VALUES (1, '\(slug) Ltd', '\(country)');
        INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone,
                fiscal_year_start_month, prices_include_tax, active)
            VALUES (1, '\(slug)', '\(slug)', 1, '\(country)', '\(currency)', '\(zone)', 1, true,
                true);
        INSERT INTO clinic.patient (clinic_id, id, name) VALUES (1, 1, 'A');

        """
    }

    /// A job's file that makes reports of templates.
    static func reports(_ names: String) -> String {
        """
        kind: report.templates
        reports: [\(names)]
        schedule: "30 3 1 * *"
        zone: clinic
        runs_for: active_clinics
        period: previous_month
        catch_up: latest
        limits: { timeout_seconds: 900, attempts: 5, max_staleness_seconds: 30 }
        files: { formats: [xlsx, csv] }
        """
    }

    /// Runs statements as superuser.
    func change(_ sql: String) throws { try database.change(sql) }
}
