import Access
import Domain
import Glibc
import Persistence
import TestSupport
import Testing

@Suite("Copy", .serialized) struct CopyTests {
    private struct Enough: Error {}

    @Test("streams a million rows in flat memory")
    func flat() async throws {
        let database = try TestDatabase()
        await #expect(processExitsWith: .success) { [url = database.worker as String] in
            let connection = try Connection(url: url, alias: "x", limits: .init())
            let sql = "SELECT n, repeat('x', 100) FROM generate_series(1::int8, $1) AS n"
            try connection.stream(sql, [.int(10_000)]) { _ in }
            let before = residentKilobytes()
            var (sum, most): (Int64, Int) = (0, 0)
            try connection.stream(sql, [.int(1_000_000)]) { row in
                let number = try row.int(0)
                sum += number
                if number % 50_000 == 0 { most = max(most, residentKilobytes()) }
            }
            let isFlat = before > 0 && most > 0 && most - before < 20 * 1024
            exit(isFlat && sum == 500_000_500_000 ? 0 : 1)
        }
        withExtendedLifetime(database) {}
    }

    @Test("leaves the connection usable when its reader has enough")
    func stopEarly() throws {
        let connection = try scratch()
        for rows in [1, 100, 3_000_000] as [Int64] {
            var seen = 0
            #expect(throws: Enough.self) {
                try connection.stream("SELECT n FROM generate_series(1::int8, $1) n", [.int(rows)])
                {
                    _ in
                    seen += 1
                    throw Enough()
                }
            }
            #expect(seen == 1)
            for _ in 0..<20 { #expect(try connection.number("SELECT 1::int8") == 1) }
        }
    }

    @Test("rolls back what it was in when its reader has enough")
    func stopInTransaction() throws {
        let database = try TestDatabase()
        let primary = database.primary()
        let process = try primary.connection().number("SELECT pg_backend_pid()::int8")
        for _ in 0..<20 {
            #expect(throws: Enough.self) {
                try primary.transaction(of: nil) { transaction in
                    try transaction.stream(Probe.many, []) { _ in throw Enough() }
                }
            }
            #expect(
                try primary.transaction(of: nil) { try $0.first(Probe.one) { try $0.int(0) } } == 1)
        }
        #expect(try primary.connection().number("SELECT pg_backend_pid()::int8") == process)
    }

    @Test("tells of a query that fails before and after its first row")
    func failing() throws {
        let connection = try scratch()
        #expect(
            failure { try connection.stream("SELECT nothing", []) { _ in } }?.code == .queryFailed)
        var rows = 0
        let late = "SELECT 1000 / (100000 - n) FROM generate_series(1::int8, 200000) n"
        let error = failure { try connection.stream(late, []) { _ in rows += 1 } }
        #expect(error?.context == "admin, SQLSTATE 22012")
        #expect(rows > 1000)
        #expect(try connection.number("SELECT 1::int8") == 1)
    }

    @Test("loads a hundred thousand rows, or none of them")
    func load() throws {
        let connection = try scratch()
        try connection.script("CREATE TEMP TABLE loaded (id bigint PRIMARY KEY, name text)")
        let copy = "COPY loaded (id, name) FROM STDIN (FORMAT binary)"
        try connection.load(copy) { Self.fill(&$0, 1...100_000) }
        #expect(try connection.number("SELECT sum(id)::int8 FROM loaded") == 5_000_050_000)

        let doubled = failure {
            try connection.load(copy) {
                Self.fill(&$0, 200_000...200_010)
                Self.fill(&$0, 200_000...400_000)
            }
        }
        #expect(doubled == AppError(.constraintViolated, "admin, SQLSTATE 23505 loaded_pkey"))
        #expect(throws: Enough.self) {
            try connection.load(copy) { writer in
                Self.fill(&writer, 500_000...600_000)
                try writer.drain { try connection.send($0) }
                throw Enough()
            }
        }
        #expect(
            failure { try connection.load(copy) { $0.row(1) } }?.context
                == "admin, SQLSTATE 22P04")
        #expect(try connection.number("SELECT count(*) FROM loaded") == 100_000)
    }

    @Test("is refused where it would never end")
    func misplaced() throws {
        let connection = try scratch()
        for sql in ["COPY (SELECT 1) TO STDOUT", "COPY worker.staging FROM STDIN"] {
            #expect(failure { try connection.script(sql) }?.code == .queryFailed)
            #expect(try connection.number("SELECT 1::int8") == 1)
        }
    }

    private static func fill(_ writer: inout RowWriter, _ ids: ClosedRange<Int64>) {
        for id in ids {
            writer.row(2)
            writer.int(id)
            writer.text("row \(id)")
        }
    }
}

/// Memory of this process that is in RAM now, by /proc.
private func residentKilobytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, 128, file) != nil else { return 0 }
    let words = String(decoding: buffer.map(UInt8.init(bitPattern:)), as: UTF8.self)
        .split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(getpagesize()) / 1024 : 0
}

/// Statements of these tests.
enum Probe: String, Statement {
    case one = "SELECT 1::int8"
    case many = "SELECT n FROM generate_series(1::int8, 1000000) n"
    case payers = "SELECT count(*) FROM clinic.payer"
    case payersAndProcess = "SELECT (SELECT count(*) FROM clinic.payer), pg_backend_pid()::int8"
    case nap = "SELECT pg_sleep(20)::text"
    case process = "SELECT pg_backend_pid()::int8"
    case write = "INSERT INTO worker.heartbeat VALUES ('reporter', '2026-10-31', '0/0')"
    case fail = "SELECT 1 / 0"
}
