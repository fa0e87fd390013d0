import Dispatch
import Domain
import Synchronization

/// Spells and deflates a sheet's rows on all processors, and hands them on in their order.
///
/// Where a piece ends depends on the rows alone, so the bytes are the same however many processors
/// there are.
final class BulkFeed: Sendable {
    private let encoder: BulkEncoder
    private let source: Mutex<Source>
    /// Each is one processor's at a time.
    private let slots: [Slot]

    /// A piece of rows, in bytes as they are kept; as XML it is some three times as long, and stays
    /// in the processor's cache until it is deflated.
    private static let pieceBytes = 65_536
    /// Pieces at a time: several a processor, so that none waits long for the others.
    private static let piecesAtOnce = 16

    init(_ encoder: BulkEncoder, _ rows: SheetRows) {
        self.encoder = encoder
        source = Mutex(Source(rows.reader))
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
        source.withLock { $0.begin(rows, at: row) }
        var isOver = false
        while !isOver {
            source.withLock { $0.ticket = 0 }
            DispatchQueue.concurrentPerform(iterations: slots.count) { _ in spellNext() }
            for slot in slots {
                guard let outcome = try slot.hand(to: sink) else {
                    isOver = true
                    break
                }
                spelt.append(outcome.checksum, count: outcome.count)
            }
        }
        if let fault = source.withLock({ $0.fault }) { throw fault }
    }

    /// Spells the next piece, and leaves it in the slot of its turn.
    private func spellNext() {
        // Pieces are taken one at a time, so a slot is the same piece's whoever comes first.
        let (work, place) = source.withLock { source in
            let slot = slots[source.ticket]
            source.ticket += 1
            return (slot, slot.fill(from: &source))
        }
        if let place { work.spell(at: place, by: encoder) }
    }

    /// The rows that are left of a tab's.
    struct Source: ~Copyable {
        private var reader: RowReader
        private var left = 0
        private var place = Place(number: 0, row: 0)
        /// The next slot.
        var ticket = 0
        private(set) var fault: AppError?

        init(_ reader: consuming RowReader) { self.reader = reader }

        mutating func begin(_ rows: Int, at row: Int) {
            left = rows
            place.row = row
        }

        /// Puts the next rows in a piece.
        ///
        /// - Returns: where they stand; `nil` when there are none.
        mutating func next(into piece: inout [UInt8]) -> Place? {
            piece.removeAll(keepingCapacity: true)
            guard left > 0 else { return nil }
            do throws(AppError) {
                let rows = try reader.copy(left, upTo: BulkFeed.pieceBytes, into: &piece)
                guard rows > 0 else { throw AppError(.rowShapeUnexpected, "rows are missing") }
                defer {
                    place.number += rows
                    place.row += rows
                    left -= rows
                }
                return place
            } catch {
                (fault, left) = (error, 0)
                return nil
            }
        }
    }

    /// Where a piece's first row stands in the sheet, from 0, and in the tab, from 1.
    struct Place {
        var number: Int
        var row: Int
    }

    /// The piece's checksum and length as XML, and that of its deflated bytes.
    struct Outcome {
        let checksum: UInt32
        let count: Int
        fileprivate let size: Int
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
        /// `nil` when the slot is empty.
        var outcome: Result<BulkFeed.Outcome, AppError>?
    }

    /// Takes the next rows.
    func fill(from source: inout BulkFeed.Source) -> BulkFeed.Place? {
        work.withLock { work in
            work.outcome = nil
            return source.next(into: &work.piece)
        }
    }

    /// Spells and deflates them.
    func spell(at place: BulkFeed.Place, by encoder: BulkEncoder) {
        work.withLock { $0.outcome = Self.spelt(&$0, at: place, by: encoder) }
    }

    private static func spelt(
        _ work: inout Work, at place: BulkFeed.Place, by encoder: BulkEncoder
    ) -> Result<BulkFeed.Outcome, AppError> {
        let piece = work.piece
        return piece.withUnsafeBytes { piece in
            Result { () throws(AppError) in
                let count = try encoder.encode(
                    piece, place.number, row: place.row, into: &work.xml)
                let size = try work.deflater.deflate(
                    &work.xml, count, into: &work.deflated, isLast: false)
                let text = UnsafeRawBufferPointer(start: work.xml.start, count: count)
                return BulkFeed.Outcome(
                    checksum: Deflater.checksum(text), count: count, size: size)
            }
        }
    }

    /// Hands the deflated bytes on, if there are any.
    func hand(
        to sink: (UnsafeRawBufferPointer) throws(AppError) -> Void
    ) throws(AppError) -> BulkFeed.Outcome? {
        try work.withLock { work throws(AppError) in
            guard let outcome = try work.outcome?.get() else { return nil }
            try sink(UnsafeRawBufferPointer(start: work.deflated.start, count: outcome.size))
            return outcome
        }
    }
}
