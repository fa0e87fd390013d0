import Glibc

/// Lines of text over a pipe, as they come.
struct Lines {
    private var rest: [UInt8] = []
    /// Whether the other end is gone.
    private(set) var isEnded = false

    /// Reads once what is there, and gives the lines that are whole; waits when nothing is there.
    mutating func read(from descriptor: Int32) -> [String] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isEnded = true }
        guard count > 0 else { return [] }
        rest += buffer[..<count]
        var lines: [String] = []
        while let end = rest.firstIndex(of: 10) {
            lines.append(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeSubrange(...end)
        }
        return lines
    }

    /// Writes a whole line; false when nobody reads any more.
    @discardableResult
    static func write(_ line: String, to descriptor: Int32) -> Bool {
        let bytes = Array((line + "\n").utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
