import Access
import CPostgres
import Domain
import Glibc
import Synchronization

/// One libpq connection, used by one thread at a time.
///
/// Non-blocking throughout: every wait has a deadline and looks at the interrupt. It is the one
/// class here that crosses threads, because a cancel runs beside the statement that it ends.
package final class Connection: @unchecked Sendable {
    /// How long one statement may take, and who may end it early.
    package struct Limits: Sendable {
        package let connectSeconds: Int
        package let statementSeconds: Int
        /// How long a transaction that may write is kept open between two statements: a process that
        /// is stopped there holds its locks, which no lapse of its lease frees.
        package let idleSeconds: Int
        /// True once the user asked to stop; looked at twice a second and on every signal.
        package let isInterrupted: @Sendable () -> Bool

        package init(
            connectSeconds: Int = 5, statementSeconds: Int = 600, idleSeconds: Int = 20,
            isInterrupted: @escaping @Sendable () -> Bool = { false }
        ) {
            self.connectSeconds = connectSeconds
            self.statementSeconds = statementSeconds
            self.idleSeconds = idleSeconds
            self.isInterrupted = isInterrupted
        }
    }

    let handle: OpaquePointer
    let limits: Limits
    /// Names the server in errors: `PRIMARY_URL` or a replica's alias, never an address.
    let alias: String
    private var deadline: Instant = Clock.steady.now
    private var allowedSeconds = 0
    private var isClosed = false

    /// Connects, or throws within `connectSeconds`.
    ///
    /// - Throws: `primaryUnreachable`, `databaseLoginFailed`, `databaseTLSFailed`, `databaseBusy`.
    package init(url: String, alias: String, limits: Limits) throws {
        self.limits = limits
        self.alias = alias
        let keywords = ["dbname", "client_encoding", "fallback_application_name"]
        let values = [url, "UTF8", "evclinic"]
        let started = withCStrings(keywords) { names in
            withCStrings(values) { PQconnectStartParams(names, $0, 1) }
        }
        guard let started else { throw AppError(.unexpected, "libpq is out of memory") }
        handle = started
        // SQLSTATE instead of a message: what a server says may hold somebody's row (I9).
        PQsetErrorVerbosity(handle, PQERRORS_SQLSTATE)
        // Every property is set by now, so a throw runs `deinit`, which frees the handle.
        try establish()
    }

    deinit { PQfinish(handle) }

    package var isOpen: Bool { !isClosed && PQstatus(handle) == CONNECTION_OK }

    /// Closes the socket, because nothing that comes over it is wanted any more.
    func close() {
        isClosed = true
        shutdown(PQsocket(handle), Int32(SHUT_RDWR))
    }

    /// 150018 for 15.18.
    package var serverVersionNumber: Int { Int(PQserverVersion(handle)) }

    /// Such as `15.18`.
    package var version: String {
        "\(serverVersionNumber / 10_000).\(serverVersionNumber % 10_000)"
    }

    private func establish() throws {
        let until = Clock.steady.now.adding(seconds: Int64(limits.connectSeconds))
        var wanted = PGRES_POLLING_WRITING
        while wanted != PGRES_POLLING_OK {
            guard PQstatus(handle) != CONNECTION_BAD, wanted != PGRES_POLLING_FAILED else {
                throw ServerError.connecting(handle, to: alias)
            }
            let events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT
            guard try ready(for: events, until: until) else {
                throw AppError(
                    .primaryUnreachable, "\(alias) did not answer in \(limits.connectSeconds) s")
            }
            wanted = PQconnectPoll(handle)
        }
        guard PQsetnonblocking(handle, 1) == 0 else {
            throw ServerError.connecting(handle, to: alias)
        }
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    /// Waits until the socket is ready; false when the time is over.
    private func ready(for events: Int32, until: Instant) throws -> Bool {
        while true {
            if limits.isInterrupted() { throw AppError(.runCancelled, "") }
            let left = (until.microseconds - Clock.steady.now.microseconds) / 1000
            guard left > 0 else { return false }
            var descriptor = pollfd(
                fd: PQsocket(handle), events: Int16(events), revents: 0)
            let count = poll(&descriptor, 1, Int32(min(left, 500)))
            if count > 0 { return true }
            if count < 0, errno != EINTR { throw AppError(.connectionLost, alias) }
        }
    }
}

// MARK: sending and waiting

extension Connection {
    /// Starts the clock of one statement, which may take `seconds` from now.
    func startDeadline(_ seconds: Int? = nil) {
        allowedSeconds = seconds ?? limits.statementSeconds
        deadline = Clock.steady.now.adding(seconds: Int64(allowedSeconds))
    }

    /// Sends what libpq still holds back.
    func flush() throws {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1: try wait(for: POLLIN | POLLOUT)
            default: throw ServerError.broken(handle, on: alias)
            }
        }
    }

    /// Waits for the socket; at the deadline or an interrupt ends the statement on the server.
    func wait(for events: Int32) throws {
        do {
            guard try ready(for: events, until: deadline) else {
                abandon()
                throw AppError(.statementTimeout, "\(alias), \(allowedSeconds) s")
            }
        } catch let error as AppError where error.code == .runCancelled {
            abandon()
            throw error
        }
        guard PQconsumeInput(handle) == 1 else { throw ServerError.broken(handle, on: alias) }
    }

    /// Cancels the running statement and takes its end, so that the connection can go on; closes
    /// it when that takes over 1 s.
    ///
    /// The cancel is waited for too: one that came late would end the next statement.
    func abandon() {
        let until = Clock.steady.now.adding(seconds: 1)
        let cancel = sendCancel()
        while !(cancel.isSent.load(ordering: .acquiring) && isDrained()) {
            guard isOpen, Clock.steady.now < until else { return close() }
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            poll(&descriptor, 1, 20)
            guard PQconsumeInput(handle) == 1, PQflush(handle) >= 0 else { return close() }
        }
    }

    private final class Cancel: Sendable {
        let isSent = Atomic<Bool>(false)
    }

    /// `PQcancel` itself may hang on a stopped server, so it runs on a thread of its own.
    private func sendCancel() -> Cancel {
        let cancel = Cancel()
        let address = UInt(bitPattern: PQgetCancel(handle))
        runInBackground {
            if let target = OpaquePointer(bitPattern: address) {
                var reason = [CChar](repeating: 0, count: 256)
                PQcancel(target, &reason, 256)
                PQfreeCancel(target)
            }
            cancel.isSent.store(true, ordering: .releasing)
        }
        return cancel
    }

    /// Takes what has arrived of the statement; true when nothing is left of it.
    private func isDrained() -> Bool {
        while PQisBusy(handle) == 0 {
            guard let result = PQgetResult(handle) else { return true }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COPY_OUT: guard isCopyDrained() else { return false }
            case PGRES_COPY_IN: guard PQputCopyEnd(handle, "given up") == 1 else { return false }
            default: break
            }
        }
        return false
    }

    private func isCopyDrained() -> Bool {
        var buffer: UnsafeMutablePointer<CChar>?
        var length = PQgetCopyData(handle, &buffer, 1)
        while length > 0 {
            PQfreemem(buffer)
            length = PQgetCopyData(handle, &buffer, 1)
        }
        return length < 0
    }
}

/// Hands over a NULL-terminated array of C strings.
func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return pointers.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("never empty") }
        return body(base)
    }
}
