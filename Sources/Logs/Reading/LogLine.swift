package import Domain

/// A line of a log, and what one asks of it.
package struct LogLine: Sendable {
    package let value: JSONValue
    package let at: Instant
    package let level: String

    /// `nil` when it is no line of a log: half a line of a killed process, or somebody else's.
    package init?(_ bytes: ArraySlice<UInt8>) {
        guard let value = JSONValue(bytes), let level = value["level"]?.text else { return nil }
        self.value = value
        self.level = level
        at =
            value["timestamp"]?.text.flatMap { Instant(timestamp: $0) }
            ?? Instant(microseconds: .min)
    }
}

/// Which lines somebody wants to see.
package struct LogFilter: Sendable {
    /// Lines of this level and graver ones.
    package var level: LogLevel?
    package var since: Instant?
    package var until: Instant?
    /// Fields that a line must have, by key: `runId` is `7`.
    package var fields: [String: String] = [:]
    /// A piece of text that must stand in the line.
    package var text: String?

    package init() {}

    /// Whether a line can be wanted, told without reading it as JSON.
    func mayHold(_ bytes: ArraySlice<UInt8>) -> Bool {
        fields.values.allSatisfy { value in
            value.utf8.contains { $0 > 126 || $0 == 34 || $0 == 92 }
                || bytes.firstRange(of: Array(value.utf8)) != nil
        }
    }

    package func admits(_ line: LogLine) -> Bool {
        if let level, let own = LogLevel(rawValue: line.level), !level.admits(own) { return false }
        if let since, line.at < since { return false }
        if let until, line.at >= until { return false }
        for (key, value) in fields {
            switch line.value[key] {
            case .string(let text) where text == value: continue
            case .number(let digits) where digits == value: continue
            default: return false
            }
        }
        guard let text else { return true }
        return LogConsole.text(of: line.value, isColoured: false).contains(text)
    }
}

/// Puts lines that come a little out of time in order, as far as its memory goes.
struct LogWindow {
    private var heap: [(at: Instant, place: Int, bytes: [UInt8], line: LogLine)] = []
    private var count = 0

    private static let linesMax = 1000

    /// Takes a line, and gives the earliest one when it holds too many.
    mutating func exchange(_ bytes: [UInt8], _ line: LogLine) -> ([UInt8], LogLine)? {
        count += 1
        heap.append((line.at, count, bytes, line))
        var at = heap.count - 1
        while at > 0, isBefore(at, (at - 1) / 2) {
            heap.swapAt(at, (at - 1) / 2)
            at = (at - 1) / 2
        }
        return heap.count > Self.linesMax ? take() : nil
    }

    /// The earliest line; of one time, the one that came first.
    mutating func take() -> ([UInt8], LogLine)? {
        guard !heap.isEmpty else { return nil }
        heap.swapAt(0, heap.count - 1)
        let first = heap.removeLast()
        var at = 0
        while true {
            let child = [2 * at + 1, 2 * at + 2].filter { $0 < heap.count }.min(by: isBefore)
            guard let child, isBefore(child, at) else { break }
            heap.swapAt(child, at)
            at = child
        }
        return (first.bytes, first.line)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].at, heap[left].place) < (heap[right].at, heap[right].place)
    }
}
