import Access
import Domain
import Glibc
import Persistence
import TestSupport
import Testing

/// The error that a body throws, if it is one of ours.
func failure<Result>(of body: () throws -> Result) -> AppError? {
    do { _ = try body() } catch { return error as? AppError }
    return nil
}

/// How long a body takes, in seconds.
func seconds(of body: () throws -> Void) rethrows -> Double {
    let start = Clock.steady.now
    try body()
    return Double(Clock.steady.now.microseconds - start.microseconds) / 1_000_000
}

/// Looks every 10 ms, for 10 s at most, whether something has come true.
func eventually(_ holds: () throws -> Bool) throws {
    let until = Clock.steady.now.adding(seconds: 10)
    while try !holds() {
        try #require(Clock.steady.now < until, "it never came true")
        usleep(10_000)
    }
}

extension Connection {
    /// The one text that a query gives.
    func text(_ sql: String, _ parameters: Value...) throws -> String {
        var found = ""
        try query(sql, parameters) { found = try $0.text(0) }
        return found
    }

    /// The one number that a query gives.
    func number(_ sql: String, _ parameters: Value...) throws -> Int64 {
        var found: Int64 = 0
        try query(sql, parameters) { found = try $0.int(0) }
        return found
    }
}

extension TestDatabase {
    /// A connection of a role to this database on the primary.
    func connection(
        _ role: String, limits: Connection.Limits = TestDatabase.limits
    ) throws -> Connection {
        let url = try TestCluster.scripts(["url", "primary", role, "--db", name])
        return try Connection(url: url.filter { $0 != "\n" }, alias: role, limits: limits)
    }
}

/// A connection to a migrated database that tests share; what they make there is temporary.
func scratch(
    _ role: String? = nil, limits: Connection.Limits = TestDatabase.limits
) throws -> Connection {
    let database = try shared.get()
    guard let role else { return try database.superuser() }
    return try database.connection(role, limits: limits)
}

private let shared = Result<TestDatabase, any Error> { try TestDatabase() }
