import Access
import CSystem
import Controllers
import Domain
import Glibc
import Persistence
import Repositories

/// What a run of the queue's bench and of its kill games does.
private enum Deed: String {
    /// Nothing but to end, with all that the ledger keeps.
    case nothing
    /// Leaves a row in `drill.effect`, in the transaction that ends the run.
    case effect
    /// The same without looking at the fencing token: what the games must find out.
    case unfenced
    /// The same as `effect`, but one run reads past the end of an array.
    case trap
}

/// The rows that a deed leaves, outside of the queue's own tables.
private enum SQL: String, Statement {
    case effect = """
        INSERT INTO drill.effect (run_id, fencing_token, begun_at) VALUES ($1, $2, $3)
        """
    case unfenced = """
        WITH gone AS (DELETE FROM worker.queue WHERE run_id = $1)
        UPDATE worker.run SET state = 'done', digest = $2, finished_at = created_at
        WHERE id = $1
        """
}

private func variable(_ name: String) -> String {
    guard let value = getenv(name) else {
        print("bench-queue: \(name) is not set")
        exit(2)
    }
    return String(cString: value)
}

private func number(_ name: String, else absent: Int) -> Int {
    getenv(name).flatMap { Int(String(cString: $0)) } ?? absent
}

private func note(_ line: String) {
    let bytes = Array("bench-queue: \(line)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

private let worker: String = "\(number("BENCH_HOST", else: 1))/\(getpid())"
private let leaseSeconds = number("LEASE_SECONDS", else: 20)

private func primary() -> PrimaryServer {
    PrimaryServer(
        url: variable("PRIMARY_URL"),
        limits: Connection.Limits(connectSeconds: 5, statementSeconds: 30))
}

/// Supervises executors until a signal, or until nothing is left.
private func supervise(_ deed: Deed, untilEmpty: Bool) {
    evclinic_catch_interrupts()
    evclinic_catch_hangups()
    let hints = HintListener(
        url: variable("PRIMARY_URL"),
        limits: Connection.Limits(connectSeconds: 5, statementSeconds: 5))
    var supervisor = Supervisor(
        primary: primary(),
        settings: .init(
            executors: number("EXECUTORS", else: 2), leaseSeconds: leaseSeconds, graceSeconds: 5,
            tickSeconds: 10, worker: worker, arguments: ["execute", deed.rawValue],
            untilEmpty: untilEmpty),
        duties: .init(
            tick: { _ in false }, hint: ({ hints.descriptor }, { hints.drain() }),
            say: { note("\($0)") }))
    supervisor.run()
}

/// Executes until told to stop; a run of the games takes up to `DEED_MILLISECONDS`.
private func execute(_ deed: Deed) {
    evclinic_catch_interrupts()
    let control = ExecutorControl()
    control.start()
    let server = primary()
    let longest = number("DEED_MILLISECONDS", else: 0)
    let queue = QueueRepository()
    let executor = Executor(
        primary: server, worker: worker, leaseSeconds: leaseSeconds, control: control
    ) { claimed, _ in
        let begun = Clock.wall.now
        let claim = claimed.claim
        let digest = String(claim.run.rawValue)
        if deed == .trap, claimed.period == "p7" {
            let none = [Int](repeating: 0, count: claimed.attempts - claimed.attempts)
            note("\(none[claimed.attempts])")
        }
        if longest > 0 { usleep(UInt32(Int.random(in: 0...longest) * 1000)) }
        try server.transaction(of: nil) { transaction in
            guard deed != .nothing else {
                return try queue.complete(claim, digest: digest, breaks: 0, in: transaction)
            }
            try transaction.execute(
                SQL.effect, with: .int(claim.run.rawValue), .int(claim.token.rawValue),
                .instant(begun))
            guard deed == .unfenced else {
                return try queue.complete(claim, digest: digest, breaks: 0, in: transaction)
            }
            try transaction.execute(SQL.unfenced, with: .int(claim.run.rawValue), .text(digest))
        }
    }
    executor.run { note("\(worker): \($0)") }
}

/// A run of a hundred clinics in turn, as the tick would want it.
private func wanted(_ number: Int, by login: String) throws -> ScheduleRepository.Wanted {
    ScheduleRepository.Wanted(
        slot: ("drill", ClinicID(rawValue: Int64(number % 100 + 1)), Clock.wall.now),
        reason: "bench", requestedBy: login, kind: "drill.run",
        period: try Period(Day(number: Int32(20_000 + number / 100)).description),
        zone: "UTC", priority: 0, attemptsMax: 5, timeoutSeconds: 900, needs: [], waitUntil: nil)
}

/// Queues runs as the tick does, up to a thousand a transaction.
private func enqueue(_ count: Int) throws {
    let server = primary()
    for first in stride(from: 0, to: count, by: 1000) {
        let batch = try (first..<min(first + 1000, count)).map { try wanted($0, by: "bench") }
        _ = try server.transaction(of: nil) { try ScheduleRepository().enqueue(batch, in: $0) }
    }
}

/// Queues runs one at a time, 20 to 40 ms apart; each says since when, in microseconds since 1970.
private func trickle(_ count: Int) throws {
    let server = primary()
    for number in 0..<count {
        usleep(UInt32.random(in: 20_000...40_000))
        let run = try wanted(number, by: String(Clock.wall.now.microseconds))
        _ = try server.transaction(of: nil) { try ScheduleRepository().enqueue([run], in: $0) }
    }
}

private let words = CommandLine.arguments
private let deed = words.count == 3 ? Deed(rawValue: words[2]) : nil
private let count = words.count == 3 ? Int(words[2]) : nil
switch (words.dropFirst().first, deed, count) {
case ("work", let deed?, _): supervise(deed, untilEmpty: false)
case ("drain", let deed?, _): supervise(deed, untilEmpty: true)
case ("execute", let deed?, _): execute(deed)
case ("enqueue", _, let count?): try enqueue(count)
case ("trickle", _, let count?): try trickle(count)
default:
    print(
        """
        Usage: bench-queue work|drain|execute nothing|effect|unfenced|trap
               bench-queue enqueue|trickle COUNT
        """)
    exit(2)
}
