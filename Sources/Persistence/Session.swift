package import Access
import Domain

/// A transaction of one connection, seen as what its holder may do with it.
///
/// It serves as `Snapshot` and as `Transaction`: which of the two a job is given decides whether
/// it may write, and the server's READ ONLY holds it to that.
package final class Session: Snapshot, Transaction {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    package func rows(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void
    ) throws {
        try connection.query(statement.rawValue, parameters, each: each)
    }

    package func stream(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void
    ) throws {
        try connection.stream(statement.rawValue, parameters, each: each)
    }

    @discardableResult
    package func execute(_ statement: some Statement, _ parameters: [Value]) throws -> Int {
        try connection.query(statement.rawValue, parameters)
    }

    package func load(
        _ statement: some Statement, _ fill: (inout RowWriter) throws -> Void
    ) throws {
        try connection.load(statement.rawValue, fill)
    }
}
