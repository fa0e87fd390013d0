import Dispatch
import Domain
import Synchronization

/// Spells and deflates a sheet's rows on all processors, and hands them on in their order.
///
/// Where a piece ends depends on the rows alone, so the bytes are the same however many processors
/// there are.
final class BulkFeed {
    private let encoder: BulkEncoder
    private var reader: RowReader
    /// Each is one processor's at a time.
    private let slots: [Slot]
    /// How many rows of the sheet were handed on.
    private var done = 0

    /// A piece of rows, in bytes as they are kept; as XML it is some three times as long, and stays
    /// in the processor's cache until it is deflated.
    fileprivate static let pieceBytes = 65_536
    /// Pieces at a time: several a processor, so that none waits long for the others.
    private static let piecesAtOnce = 16

    init(_ encoder: BulkEncoder, _ rows: SheetRows) {
        self.encoder = encoder
        reader = rows.reader
        slots = (0..<Self.piecesAtOnce).map { _ in Slot() }
    }

    /// Hands on the next rows of the sheet.
    ///
    /// - Parameters:
    ///   - rows: how many.
    ///   - row: the number in the tab of the first of them, from 1.
    ///   - spelt: of what came before in the same stream; counts on.
    ///   - sink: takes deflated bytes.
    /// - Throws: `figureTooLong` for the first row that has such a figure, `outputFull`,
    ///   `outputUnwritable`.
    func write(
        _ rows: Int, at row: Int, _ spelt: inout Spelt,
        to sink: (UnsafeRawBufferPointer) throws(AppError) -> Void
    ) throws(AppError) {
        let end = done + rows
        var row = row
        while done < end {
            var filled = 0
            while filled < slots.count, done < end {
                let count = try slots[filled].fill(from: &reader, atMost: end - done, done, row)
                guard count > 0 else { throw AppError(.rowShapeUnexpected, "rows are missing") }
                (done, row, filled) = (done + count, row + count, filled + 1)
            }
            DispatchQueue.concurrentPerform(iterations: filled) { [slots, encoder] in
                slots[$0].spell(by: encoder)
            }
            for slot in slots[..<filled] {
                let (checksum, count) = try slot.hand(to: sink)
                spelt.append(checksum, count: count)
            }
        }
    }
}

/// One piece of rows on its way through.
private final class Slot: Sendable {
    private let work = Mutex(Work())

    /// The piece as it is kept, as XML, and deflated.
    private struct Work: ~Copyable {
        let deflater = Deflater()
        var piece: [UInt8] = []
        var xml = Room(65_536)
        var deflated = Room(65_536)
        var (number, row) = (0, 0)
        var outcome = Result<Outcome, AppError>.success(Outcome(checksum: 0, count: 0, size: 0))
    }

    /// The piece's checksum and length as XML, and that of its deflated bytes.
    private struct Outcome {
        let checksum: UInt32
        let count: Int
        let size: Int
    }

    /// Takes the next rows.
    ///
    /// - Returns: how many.
    func fill(
        from reader: inout RowReader, atMost rows: Int, _ number: Int, _ row: Int
    ) throws(AppError) -> Int {
        try work.withLock { work throws(AppError) in
            (work.number, work.row) = (number, row)
            work.piece.removeAll(keepingCapacity: true)
            return try reader.copy(rows, upTo: BulkFeed.pieceBytes, into: &work.piece)
        }
    }

    /// Spells and deflates them.
    func spell(by encoder: BulkEncoder) {
        work.withLock { $0.outcome = Self.spelt(&$0, by: encoder) }
    }

    private static func spelt(
        _ work: inout Work, by encoder: BulkEncoder
    ) -> Result<Outcome, AppError> {
        let (number, row) = (work.number, work.row)
        let piece = work.piece
        return piece.withUnsafeBytes { piece in
            Result { () throws(AppError) in
                let count = try encoder.encode(piece, number, row: row, into: &work.xml)
                let text = UnsafeRawBufferPointer(start: work.xml.start, count: count)
                _ = work.deflated.reserve(Deflater.room(for: count), work.deflated.start)
                let size = try work.deflater.deflate(
                    text, into: work.deflated.bytes, isLast: false)
                return Outcome(checksum: Deflater.checksum(text), count: count, size: size)
            }
        }
    }

    /// Hands the deflated bytes on.
    ///
    /// - Returns: of the XML, its checksum and how long it is.
    func hand(
        to sink: (UnsafeRawBufferPointer) throws(AppError) -> Void
    ) throws(AppError) -> (UInt32, Int) {
        try work.withLock { work throws(AppError) in
            let outcome = try work.outcome.get()
            try sink(UnsafeRawBufferPointer(start: work.deflated.start, count: outcome.size))
            return (outcome.checksum, outcome.count)
        }
    }
}
