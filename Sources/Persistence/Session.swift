package import Access
import Domain

/// A transaction of one connection, seen as what its holder may do with it.
///
/// It serves as `Snapshot` and as `Transaction`: which of the two a job is given decides whether
/// it may write, and the server's READ ONLY holds it to that.
package final class Session: Snapshot, Transaction {
    let connection: Connection
    /// Another connection to the same server, in no transaction; `nil` where there can be none.
    private let companion: (() throws -> Connection)?

    init(_ connection: Connection, companion: (() throws -> Connection)? = nil) {
        self.connection = connection
        self.companion = companion
    }

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

    package func beside<Result>(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void,
        _ body: () throws -> Result
    ) throws -> Result {
        guard let other = try companion.flatMap({ try connection.share(with: $0) }) else {
            let result = try body()
            try rows(statement, parameters, each: each)
            return result
        }
        return try other.ending {
            try other.send(statement.rawValue, parameters)
            do {
                let result = try body()
                try other.receiveSent(each)
                return result
            } catch {
                other.abandonSent()
                throw error
            }
        }
    }

    package func columns(
        of statement: some Statement, _ parameters: [Value]
    ) throws -> [ResultColumn] { try connection.columns(of: statement.rawValue, parameters) }

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
