import Glibc
import Synchronization

/// Lines as JSON to a descriptor, for containers and cloud collectors: one `write` each.
///
/// A pipe takes up to 4 KiB in one piece, so those of several processes do not mix. Who reads too
/// slowly holds up who writes; who has gone away is written to no more.
package final class LogStream: Sendable {
    private let descriptor: Int32
    private let isOpen = Mutex(true)

    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    func write(_ line: UnsafeRawBufferPointer) {
        isOpen.withLock { isOpen in
            var rest = line
            while isOpen, !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&waited, 1, 1000)
                } else if errno != EINTR {
                    isOpen = false
                }
            }
        }
    }
}
