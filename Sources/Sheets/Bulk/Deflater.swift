import CDeflate

/// Deflates pieces, each by itself, that make one stream when they are put one behind the other.
struct Deflater: ~Copyable {
    private let state: UnsafeMutableRawPointer

    init() {
        guard let state = evclinic_deflater() else { preconditionFailure("memory is there") }
        self.state = state
    }

    deinit { evclinic_deflater_free(state) }

    /// Bytes behind a piece that igzip looks at where it looks for matches; it takes none of them, but what
    /// it finds depends on them.
    private static let lookAhead = 512

    /// Deflates a piece, to end at a byte's border.
    ///
    /// - Parameters:
    ///   - piece: holds it; at most 2³⁰ bytes.
    ///   - count: how many bytes of it.
    ///   - deflated: takes what it becomes.
    ///   - isLast: whether the stream ends with it.
    /// - Returns: how many bytes it becomes.
    func deflate(
        _ piece: inout Room, _ count: Int, into deflated: inout Room, isLast: Bool
    ) -> Int {
        let end = piece.reserve(Self.lookAhead, piece.start + count)
        end.initializeMemory(as: UInt8.self, repeating: 0, count: Self.lookAhead)
        // What cannot be made smaller becomes a little larger.
        _ = deflated.reserve(count + count / 8 + 1024, deflated.start)
        let size = evclinic_deflate(
            state, piece.start, UInt32(count), deflated.start, UInt32(deflated.bytes.count),
            isLast ? 1 : 0)
        precondition(size > 0, "there is room for every piece")
        return Int(size)
    }

    /// The CRC-32 of bytes, as ZIP has it.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        evclinic_checksum(bytes.baseAddress, UInt64(bytes.count))
    }
}

/// What was deflated of a stream: its checksum, and how long it is when it is not deflated.
struct Spelt {
    private(set) var checksum: UInt32 = 0
    private(set) var count = 0

    /// Counts in what follows.
    mutating func append(_ checksum: UInt32, count: Int) {
        self.checksum = evclinic_checksum_of_both(self.checksum, checksum, UInt64(count))
        self.count += count
    }
}
