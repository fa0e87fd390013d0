import Dispatch
import Domain
import Glibc
import Synchronization

/// A web server on a free port of 127.0.0.1, which keeps what it was asked.
package final class WebListener: Sendable {
    package let port: Int
    private let socket: Int32
    private let kept = Mutex<[String]>([])
    private let answer: Mutex<String>
    private let isEnded = DispatchSemaphore(value: 0)

    /// - Parameter answer: bytes sent to whoever asks; nothing is sent, and the connection stays
    ///   open, when it is empty.
    package init(answer: String = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK") {
        self.answer = Mutex(answer)
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(socket, $0, size) == 0, "no free port")
                precondition(listen(socket, 16) == 0, "a port that nobody can listen on")
                precondition(getsockname(socket, $0, &size) == 0, "a socket without a port")
            }
        }
        port = Int(UInt16(bigEndian: place.sin_port))
        runInBackground { [self] in serve() }
    }

    /// The heads of all requests, in their order.
    package var requests: [String] { kept.withLock { $0 } }

    /// Answers otherwise from now on.
    package func answer(_ text: String) { answer.withLock { $0 = text } }

    /// Ends it: whoever asks is refused.
    ///
    /// The thread that accepts closes the descriptor: were it closed here, the number could be
    /// another listener's before that thread looks again, and its visitors would come here.
    package func close() {
        shutdown(socket, Int32(SHUT_RDWR))
        // A visitor who keeps silent may hold the thread; the port is free all the same.
        _ = isEnded.wait(timeout: .now() + .seconds(1))
    }

    private func serve() {
        defer {
            Glibc.close(socket)
            isEnded.signal()
        }
        while true {
            let client = accept(socket, nil, nil)
            if client < 0, errno == EINTR || errno == ECONNABORTED { continue }
            guard client >= 0 else { return }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            var head: [UInt8] = []
            var byte: UInt8 = 0
            while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), read(client, &byte, 1) == 1 {
                head.append(byte)
            }
            kept.withLock { $0.append(String(decoding: head, as: UTF8.self)) }
            let bytes = Array(answer.withLock { $0 }.utf8)
            guard !bytes.isEmpty else { continue }
            _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            Glibc.close(client)
        }
    }
}
