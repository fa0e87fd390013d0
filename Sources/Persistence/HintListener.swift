import CPostgres
import Domain

/// Hears that something was enqueued: a hint, which a pooler may lose and nothing depends on.
package final class HintListener {
    private let url: String
    private let limits: Connection.Limits
    private var connection: Connection?
    private var retryAt: Instant = Clock.steady.now

    /// - Parameters:
    ///   - url: of the primary.
    ///   - limits: of the one statement it runs.
    package init(url: String, limits: Connection.Limits) {
        self.url = url
        self.limits = limits
    }

    /// What becomes readable when there is a hint; −1 while there is no connection.
    package var descriptor: Int32 {
        if connection?.isOpen != true, Clock.steady.now >= retryAt { connect() }
        return connection.map { PQsocket($0.handle) } ?? -1
    }

    /// Takes what has come.
    package func drain() {
        guard let connection else { return }
        guard PQconsumeInput(connection.handle) == 1 else {
            self.connection = nil
            return
        }
        while let hint = PQnotifies(connection.handle) { PQfreemem(hint) }
    }

    private func connect() {
        retryAt = Clock.steady.now.adding(seconds: 30)
        connection = nil
        guard let made = try? Connection(url: url, alias: "PRIMARY_URL", limits: limits),
            (try? made.script(SessionStatement.listen)) != nil
        else { return }
        connection = made
    }
}
