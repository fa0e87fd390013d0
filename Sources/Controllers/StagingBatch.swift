import BankFiles
import Repositories

/// Rows of a file on their way into the books, a few thousand at a time.
///
/// A reader knows no error but its own: what staging throws is kept, and thrown in its stead.
final class StagingBatch<Row> {
    typealias Stage = ([Row], _ position: Int) throws -> Void

    private let max = 4096
    private let stage: Stage
    private var rows: [Row] = []
    private var position = 1
    private var failure: (any Error)?

    init(_ stage: @escaping Stage) { self.stage = stage }

    /// Adds a row of a line of the file.
    func add(_ row: Row, line: Int) throws(BankFault) {
        rows.append(row)
        guard rows.count == max else { return }
        do { try flush() } catch {
            failure = error
            throw BankFault("not booked", line: line)
        }
    }

    /// Reads a file to its end, and stages the rest.
    ///
    /// - Returns: what reading returned.
    func fill<Result>(_ read: () throws -> Result) throws -> Result {
        do {
            let result = try read()
            try flush()
            return result
        } catch {
            throw failure ?? error
        }
    }

    private func flush() throws {
        guard !rows.isEmpty else { return }
        try stage(rows, position)
        position += rows.count
        rows.removeAll(keepingCapacity: true)
    }
}
