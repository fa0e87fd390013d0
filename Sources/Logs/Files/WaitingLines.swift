import Domain

/// Lines that have no place yet, in memory of a bounded size, and a count of those that were lost.
struct WaitingLines {
    private var bytes: [UInt8] = []
    private var start = 0
    private(set) var count = 0
    private(set) var lost = 0
    /// What keeps them.
    private(set) var why = ""
    var notBefore = Instant(microseconds: .min)

    var isEmpty: Bool { why.isEmpty }

    mutating func begin(because why: String, until: Instant) {
        if self.why.isEmpty { (self.why, notBefore) = (why, until) }
    }

    /// Takes whole lines, as many as there is room for.
    mutating func add(_ lines: UnsafeRawBufferPointer, bytesMax: Int) {
        var rest = lines[...]
        while let end = rest.firstIndex(of: 10) {
            let line = rest[...end]
            if bytes.count - start + line.count <= bytesMax {
                bytes += line
                count += 1
            } else {
                lost += 1
            }
            rest = rest[(end + 1)...]
        }
    }

    /// The first lines, at least one; `nil` when there are none.
    func batch(bytesMax: Int) -> [UInt8]? {
        guard start < bytes.count else { return nil }
        let reach = bytes[start..<min(bytes.count, start + bytesMax)]
        let end = reach.lastIndex(of: 10) ?? bytes[start...].firstIndex(of: 10) ?? bytes.count - 1
        return Array(bytes[start...end])
    }

    /// Puts lines before all others again.
    mutating func putBack(_ lines: [UInt8]) {
        bytes.replaceSubrange(..<start, with: lines)
        start = 0
        count += lines.count { $0 == 10 }
    }

    /// Forgets so many bytes, of whole lines.
    mutating func drop(_ size: Int) {
        count -= bytes[start..<(start + size)].count { $0 == 10 }
        start += size
        guard start > bytes.count / 2 else { return }
        bytes.removeFirst(start)
        start = 0
    }
}
