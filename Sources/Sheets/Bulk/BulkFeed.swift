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

    /// A piece of rows, in bytes as they are kept; as XML it is some three times as long, and stays
    /// in the processor's cache until it is deflated.
    private static let pieceBytes = 65_536

    init(_ encoder: BulkEncoder, _ rows: SheetRows) {
        self.encoder = encoder
        source = Mutex(Source(rows.reader))
    }

    /// Hands on the next rows of the sheet.
    ///
    /// - Parameters:
    ///   - rows: how many.
    ///   - row: the number in the tab of the first of them, from 1.
    ///   - slots: where it is done.
    ///   - spelt: of what came before in the same stream; counts on.
    ///   - sink: takes deflated bytes.
    /// - Throws: `outputFull`, `outputUnwritable`.
    func write(
        _ rows: Int, at row: Int, in slots: BulkSlots, _ spelt: inout Spelt,
        to sink: (UnsafeRawBufferPointer) throws(AppError) -> Void
    ) throws(AppError) {
        source.withLock { $0.begin(rows, at: row) }
        var isOver = false
        while !isOver {
            source.withLock { $0.ticket = 0 }
            DispatchQueue.concurrentPerform(iterations: slots.all.count) { _ in
                spellNext(in: slots)
            }
            for slot in slots.all {
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
    private func spellNext(in slots: BulkSlots) {
        // Pieces are taken one at a time, so a slot is the same piece's whoever comes first.
        let (slot, row) = source.withLock { source in
            let slot = slots.all[source.ticket]
            source.ticket += 1
            return (slot, slot.fill(from: &source))
        }
        if let row { slot.spell(at: row, by: encoder) }
    }

    /// The rows that are left of a tab's.
    struct Source: ~Copyable {
        private var reader: RowReader
        private var left = 0
        /// The number in the tab, from 1, of the next row.
        private var row = 0
        /// The next slot.
        var ticket = 0
        private(set) var fault: AppError?

        init(_ reader: consuming RowReader) { self.reader = reader }

        mutating func begin(_ rows: Int, at row: Int) {
            left = rows
            self.row = row
        }

        /// Puts the next rows in a piece.
        ///
        /// - Returns: the number in the tab of the first of them; `nil` when there are none.
        mutating func next(into piece: inout [UInt8]) -> Int? {
            piece.removeAll(keepingCapacity: true)
            guard left > 0 else { return nil }
            do throws(AppError) {
                let rows = try reader.copy(left, upTo: BulkFeed.pieceBytes, into: &piece)
                guard rows > 0 else { throw AppError(.rowShapeUnexpected, "rows are missing") }
                defer { (row, left) = (row + rows, left - rows) }
                return row
            } catch {
                (fault, left) = (error, 0)
                return nil
            }
        }
    }
}

/// Where pieces of rows are spelt, for one sheet after the other; each slot is one processor's at a time.
struct BulkSlots: Sendable {
    fileprivate let all = (0..<Self.count).map { _ in Slot() }

    /// Several a processor, so that none waits long for the others.
    private static let count = 16
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
        var outcome: Outcome?
    }

    /// The piece's checksum and length as XML, and that of its deflated bytes.
    struct Outcome {
        let checksum: UInt32
        let count: Int
        let size: Int
    }

    /// Takes the next rows.
    ///
    /// - Returns: the number in the tab of the first of them; `nil` when there are none.
    func fill(from source: inout BulkFeed.Source) -> Int? {
        work.withLock { work in
            work.outcome = nil
            return source.next(into: &work.piece)
        }
    }

    /// Spells and deflates them.
    func spell(at row: Int, by encoder: BulkEncoder) {
        work.withLock { work in
            let piece = work.piece
            let count = piece.withUnsafeBytes { encoder.encode($0, row: row, into: &work.xml) }
            let size = work.deflater.deflate(&work.xml, count, into: &work.deflated, isLast: false)
            let text = UnsafeRawBufferPointer(start: work.xml.start, count: count)
            work.outcome = Outcome(checksum: Deflater.checksum(text), count: count, size: size)
        }
    }

    /// Hands the deflated bytes on, if there are any.
    func hand(
        to sink: (UnsafeRawBufferPointer) throws(AppError) -> Void
    ) throws(AppError) -> Outcome? {
        try work.withLock { work throws(AppError) in
            guard let outcome = work.outcome else { return nil }
            try sink(UnsafeRawBufferPointer(start: work.deflated.start, count: outcome.size))
            return outcome
        }
    }
}
