package import Access

/// A snapshot without a database: each statement answers with the rows it was given beforehand.
package final class ScriptedSnapshot: Snapshot {
    private let answers: [String: [(inout RowWriter) -> Void]]

    /// - Parameter answers: by the name of a statement's case, its rows; other statements have none.
    package init(_ answers: [String: [(inout RowWriter) -> Void]]) { self.answers = answers }

    package func rows(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void
    ) throws {
        for write in answers["\(statement)"] ?? [] {
            var writer = RowWriter(header: false)
            write(&writer)
            try Self.hand(writer.buffer, to: each)
        }
    }

    package func stream(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void
    ) throws {
        try rows(statement, parameters, each: each)
    }

    /// It knows none.
    package func columns(
        of statement: some Statement, _ parameters: [Value]
    ) throws -> [ResultColumn] { [] }

    /// Finds the columns of a row in PostgreSQL's COPY format.
    private static func hand(_ bytes: [UInt8], to each: (Row) throws -> Void) throws {
        try bytes.withUnsafeBytes { raw in
            guard var at = raw.baseAddress else { return }
            let count = Int(Int16(bigEndian: at.loadUnaligned(as: Int16.self)))
            at += 2
            var fields: [Row.Field] = []
            for _ in 0..<count {
                let length = Int32(bigEndian: at.loadUnaligned(as: Int32.self))
                fields.append(Row.Field(start: at + 4, length: length))
                at += 4 + Int(max(0, length))
            }
            try fields.withUnsafeBufferPointer { found in
                guard let first = found.baseAddress else { return }
                try each(Row(fields: first, count: count))
            }
        }
    }
}
