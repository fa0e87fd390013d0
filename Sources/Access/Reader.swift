package import Domain

/// A connection that answers queries.
package protocol Reader: AnyObject {
    /// Runs a statement whose result is small, and hands over its rows in order.
    ///
    /// The whole result is in memory once. Parameters are bound.
    func rows(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void) throws

    /// Runs a query of any size, and hands over its rows as they arrive.
    ///
    /// Memory stays flat: a row's bytes are gone when `each` returns.
    func stream(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void) throws
}

extension Reader {
    /// Every row of a small result, decoded.
    package func all<Element>(
        _ statement: some Statement, _ parameters: Value..., decode: (Row) throws -> Element
    ) throws -> [Element] { try all(statement, with: parameters, decode: decode) }

    /// Every row of a small result, decoded; the parameters are at hand as a list.
    package func all<Element>(
        _ statement: some Statement, with parameters: [Value], decode: (Row) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        try rows(statement, parameters) { elements.append(try decode($0)) }
        return elements
    }

    /// The first row of a small result, decoded, or `nil`.
    package func first<Element>(
        _ statement: some Statement, _ parameters: Value..., decode: (Row) throws -> Element
    ) throws -> Element? {
        var found: Element?
        try rows(statement, parameters) { if found == nil { found = try decode($0) } }
        return found
    }
}

/// One repeatable-read view of one replica, restricted to one clinic (I3, I7).
package protocol Snapshot: Reader {
    /// Has the server answer a statement with a small result while the body reads others of the same
    /// view; its rows are handed over when the body has returned.
    ///
    /// Where no second connection to the view can be had, the statement runs after the body.
    func beside<Result>(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void,
        _ body: () throws -> Result
    ) throws -> Result

    /// Has the server look at a statement without running it, and says which columns it would give.
    ///
    /// Of the parameters only the types matter; a statement need not use each.
    ///
    /// - Throws: `StatementFault` when the server does not take it.
    func columns(of statement: some Statement, _ parameters: [Value]) throws -> [ResultColumn]
}

extension Snapshot {
    package func beside<Result>(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void,
        _ body: () throws -> Result
    ) throws -> Result {
        let result = try body()
        try rows(statement, parameters, each: each)
        return result
    }
}

/// A transaction on the primary: the right to write.
package protocol Transaction: Reader {
    /// Runs a statement and says how many rows it touched.
    @discardableResult
    func execute(_ statement: some Statement, _ parameters: [Value]) throws -> Int

    /// Loads rows by COPY in binary; the statement is `COPY … FROM STDIN (FORMAT binary)`.
    ///
    /// `fill` is given a writer to append rows to, in the statement's column order.
    func load(_ statement: some Statement, _ fill: (inout RowWriter) throws -> Void) throws
}

extension Transaction {
    /// Runs a statement with its parameters listed.
    @discardableResult
    package func execute(_ statement: some Statement, with parameters: Value...) throws -> Int {
        try execute(statement, parameters)
    }
}

/// The primary: where a run is claimed and recorded.
package protocol Primary: SendableMetatype {
    associatedtype Handle: Transaction

    /// Runs the body in one transaction: committed when it returns, rolled back when it throws.
    func transaction<Result>(
        of clinic: ClinicID?, _ body: (Handle) throws -> Result
    ) throws -> Result
}

/// The read replicas, and how fresh a view must be.
package protocol Replicas: SendableMetatype {
    associatedtype Handle: Snapshot

    /// Runs the body in one snapshot of one replica, and says what it saw.
    ///
    /// When the replica ends the snapshot, the body runs again from its start with a new one, at
    /// most three times; it must therefore keep nothing from an earlier try.
    func snapshot<Result>(
        of clinic: ClinicID, _ freshness: Freshness, _ body: (Handle) throws -> Result
    ) throws -> (Result, AsOf)
}
