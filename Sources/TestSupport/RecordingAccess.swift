package import Access
package import Domain
import Synchronization

/// The statements that were run, each as `TaxRepository.codes`, in order.
package final class StatementLog: Sendable {
    private let names = Mutex<[String]>([])

    package init() {}

    package var statements: [String] { names.withLock { $0 } }

    func note(_ statement: some Statement) {
        // Repositories.TaxRepository.SQL.codes
        let parts = String(reflecting: statement).split(separator: ".")
        let name = parts.dropFirst().filter { $0 != "SQL" }.joined(separator: ".")
        names.withLock { $0.append(name) }
    }
}

/// A reader, snapshot or transaction that writes down what it is asked and passes it on.
package final class RecordingReader<Base: Reader>: Reader {
    private let base: Base
    private let log: StatementLog

    package init(_ base: Base, _ log: StatementLog) {
        self.base = base
        self.log = log
    }

    package func rows(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void
    ) throws {
        log.note(statement)
        try base.rows(statement, parameters, each: each)
    }

    package func stream(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void
    ) throws {
        log.note(statement)
        try base.stream(statement, parameters, each: each)
    }
}

extension RecordingReader: Snapshot where Base: Snapshot {
    package func beside<Result>(
        _ statement: some Statement, _ parameters: [Value], each: (Row) throws -> Void,
        _ body: () throws -> Result
    ) throws -> Result {
        log.note(statement)
        return try base.beside(statement, parameters, each: each, body)
    }

    package func columns(
        of statement: some Statement, _ parameters: [Value]
    ) throws -> [ResultColumn] { try base.columns(of: statement, parameters) }
}

extension RecordingReader: Transaction where Base: Transaction {
    @discardableResult
    package func execute(_ statement: some Statement, _ parameters: [Value]) throws -> Int {
        log.note(statement)
        return try base.execute(statement, parameters)
    }

    package func load(
        _ statement: some Statement, _ fill: (inout RowWriter) throws -> Void
    ) throws {
        log.note(statement)
        try base.load(statement, fill)
    }
}

/// A primary whose transactions write down what they are asked.
package struct RecordingPrimary<Base: Primary>: Primary {
    private let base: Base
    private let log: StatementLog

    package init(_ base: Base, _ log: StatementLog) {
        self.base = base
        self.log = log
    }

    package func transaction<Result>(
        of clinic: ClinicID?, _ body: (RecordingReader<Base.Handle>) throws -> Result
    ) throws -> Result {
        try base.transaction(of: clinic) { try body(RecordingReader($0, log)) }
    }
}

/// Replicas whose snapshots write down what they are asked.
package struct RecordingReplicas<Base: Replicas>: Replicas {
    private let base: Base
    private let log: StatementLog

    package init(_ base: Base, _ log: StatementLog) {
        self.base = base
        self.log = log
    }

    package func snapshot<Result>(
        of clinic: ClinicID, _ freshness: Freshness,
        _ body: (RecordingReader<Base.Handle>) throws -> Result
    ) throws -> (Result, AsOf) {
        try base.snapshot(of: clinic, freshness) { try body(RecordingReader($0, log)) }
    }
}
