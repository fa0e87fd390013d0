import CDeflate
import Domain
import Glibc

/// Deflates pieces, each by itself, that make one stream when they are put one behind the other.
struct Deflater: ~Copyable {
    private let state: UnsafeMutableRawPointer?

    init() { state = evclinic_deflater() }

    deinit { if let state { evclinic_deflater_free(state) } }

    /// Room that the deflated bytes of a piece never need, whatever it holds.
    static func room(for count: Int) -> Int { count + count / 8 + 1024 }

    /// The deflated bytes of a piece, which end at a byte's border.
    ///
    /// - Parameters:
    ///   - piece: less than 2³¹ bytes.
    ///   - room: has at least what `room(for:)` says.
    ///   - isLast: whether the stream ends with it.
    /// - Returns: how many bytes of `room` they take.
    /// - Throws: `outputUnwritable` when there is no memory.
    func deflate(
        _ piece: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer, isLast: Bool
    ) throws(AppError) -> Int {
        guard let state else { throw AppError.file("rows of a sheet", errno: ENOMEM) }
        let count = evclinic_deflate(
            state, piece.baseAddress, UInt32(piece.count), room.baseAddress,
            UInt32(room.count), isLast ? 1 : 0)
        precondition(count > 0, "there is room for every piece")
        return Int(count)
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
