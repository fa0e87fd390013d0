import COpenSSL
import Domain
import Glibc

/// A connection to a web server, with TLS or without; every wait ends at the ping's deadline.
struct Wire {
    private let socket: Int32
    private let session: TLSSession?
    private let until: Instant
    private let patienceSeconds: Int

    init(to address: AliveAddress, patienceSeconds: Int) throws(PingFault) {
        self.patienceSeconds = patienceSeconds
        until = Clock.steady.now.adding(seconds: Int64(patienceSeconds))
        blockBrokenPipes()
        socket = try Self.connect(address, until: until, patienceSeconds)
        guard address.isSecure else {
            session = nil
            return
        }
        do throws(PingFault) {
            let session = try TLSSession(on: socket, to: address)
            self.session = session
            try handshake(session)
        } catch {
            Glibc.close(socket)
            throw error
        }
    }

    func close() { Glibc.close(socket) }

    /// Writes all of it.
    func write(_ bytes: [UInt8]) throws(PingFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let outcome = rest.withUnsafeBytes { part in
                session?.write(part) ?? Step(Glibc.write(socket, part.baseAddress, part.count))
            }
            switch outcome {
            case .bytes(let count): rest = rest.dropFirst(count)
            case .wants(let events): try wait(for: events == 0 ? POLLOUT : events)
            case .ended, .failed: throw PingFault("closed the connection")
            }
        }
    }

    /// The next bytes; none at the end.
    func read() throws(PingFault) -> [UInt8] {
        while true {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let outcome = chunk.withUnsafeMutableBytes { part in
                session?.read(part) ?? Step(Glibc.read(socket, part.baseAddress, part.count))
            }
            switch outcome {
            case .bytes(let count): return Array(chunk[0..<count])
            case .wants(let events): try wait(for: events == 0 ? POLLIN : events)
            case .ended: return []
            case .failed: throw PingFault("closed the connection")
            }
        }
    }

    private func handshake(_ session: TLSSession) throws(PingFault) {
        while true {
            switch session.handshake() {
            case .bytes: return
            case .wants(let events): try wait(for: events)
            case .ended, .failed: throw session.fault
            }
        }
    }

    private func wait(for events: Int32) throws(PingFault) {
        guard Self.isReady(socket, events, until) else {
            throw .silent(seconds: patienceSeconds)
        }
    }

    private static func isReady(_ socket: Int32, _ events: Int32, _ until: Instant) -> Bool {
        while true {
            let left = (until.microseconds - Clock.steady.now.microseconds) / 1000
            guard left > 0 else { return false }
            var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
            let count = poll(&descriptor, 1, Int32(left))
            if count > 0 { return true }
            if count < 0, errno != EINTR { return false }
        }
    }

    /// Tries each address that the name has.
    private static func connect(
        _ address: AliveAddress, until: Instant, _ patienceSeconds: Int
    ) throws(PingFault) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0 else {
            throw PingFault("names a host that is not known")
        }
        defer { freeaddrinfo(found) }
        var fault = PingFault("names a host without an address")
        var next = found
        while let place = next?.pointee {
            next = place.ai_next
            do throws(PingFault) {
                return try connect(place, until: until, patienceSeconds)
            } catch { fault = error }
        }
        throw fault
    }

    private static func connect(
        _ place: addrinfo, until: Instant, _ patienceSeconds: Int
    ) throws(PingFault) -> Int32 {
        let kind = place.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let made = Glibc.socket(place.ai_family, kind, place.ai_protocol)
        guard made >= 0 else { throw PingFault("cannot be reached: no socket") }
        var number: Int32 = 0
        if Glibc.connect(made, place.ai_addr, place.ai_addrlen) != 0 {
            number = errno
            if number == EINPROGRESS {
                guard isReady(made, POLLOUT, until) else {
                    Glibc.close(made)
                    throw .silent(seconds: patienceSeconds)
                }
                var size = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(made, SOL_SOCKET, SO_ERROR, &number, &size)
            }
        }
        guard number == 0 else {
            Glibc.close(made)
            let why = strerror(number).map { String(cString: $0) } ?? "error \(number)"
            throw PingFault("cannot be reached: \(why)")
        }
        return made
    }
}

/// How far one call came.
enum Step {
    case bytes(Int)
    /// Nothing yet: wait for these events, or for those of the direction when there are none.
    case wants(Int32)
    case ended
    case failed

    /// Of a call to the system.
    init(_ count: Int) {
        switch count {
        case 0: self = .ended
        case 1...: self = .bytes(count)
        default:
            let isForNow = errno == EAGAIN || errno == EINTR
            self = isForNow ? .wants(0) : .failed
        }
    }
}

/// A monitor that hangs up must not end this process; a signal of a pipe is its thread's own.
private func blockBrokenPipes() {
    var pipes = sigset_t()
    sigemptyset(&pipes)
    sigaddset(&pipes, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipes, nil)
}
