import Access

/// One table's rows, gathered until there are enough to send.
final class Sheaf {
    let table: SeedTable
    private(set) var rows = 0
    private let columns: Int
    private var writer = RowWriter(header: false)
    private var lastID: Int64 = 0

    init(_ table: SeedTable) {
        self.table = table
        columns = table.columns.count
    }

    /// The next identifier of this table: 1, 2, 3 … over all clinics.
    func nextID() -> Int64 {
        lastID += 1
        return lastID
    }

    /// Adds a row; `fill` writes as many values as the table has columns.
    func add(_ fill: (inout RowWriter) -> Void) {
        writer.row(columns)
        fill(&writer)
        rows += 1
    }

    /// Hands over whole rows, once there are `limit` bytes of them.
    func send(
        atLeast limit: Int, to sink: (SeedTable, UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        guard writer.buffer.count >= limit else { return }
        try writer.drain { try sink(table, $0) }
    }
}
