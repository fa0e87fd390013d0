/// Eight bytes of ASCII or fewer, as one word.
struct Word: Sendable {
    private let word: UInt64
    private let count: Int

    init(_ text: StaticString) {
        var word: UInt64 = 0
        for place in (0..<text.utf8CodeUnitCount).reversed() {
            word = word << 8 | UInt64(text.utf8Start[place])
        }
        self.word = word.littleEndian
        count = text.utf8CodeUnitCount
    }

    @inline(__always)
    func put(at out: inout UnsafeMutableRawPointer) {
        out.storeBytes(of: word, as: UInt64.self)
        out += count
    }
}
