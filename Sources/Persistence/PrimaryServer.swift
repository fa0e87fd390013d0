import Access
import CPostgres
package import Domain

/// The primary, over one connection that is opened when it is first needed.
package final class PrimaryServer: Primary {
    private let url: String
    private let alias: String
    private let limits: Connection.Limits
    private var open: Connection?

    package init(url: String, alias: String = "PRIMARY_URL", limits: Connection.Limits) {
        self.url = url
        self.alias = alias
        self.limits = limits
    }

    /// The connection, made anew when the last one was lost.
    package func connection() throws -> Connection {
        if let open, open.isOpen { return open }
        let made = try Connection(url: url, alias: alias, limits: limits)
        open = made
        return made
    }

    /// Runs the body in a transaction that may only read; a standby takes no other.
    package func reading<Result>(_ body: (Session) throws -> Result) throws -> Result {
        let connection = try connection()
        try connection.begin("READ ONLY", clinic: nil)
        return try connection.ending { try body(Session(connection)) }
    }

    package func transaction<Result>(
        of clinic: ClinicID?, _ body: (Session) throws -> Result
    ) throws -> Result {
        let connection = try begin(clinic)
        return try connection.ending { try body(Session(connection)) }
    }
}

extension PrimaryServer {
    /// Begins, on a new connection when the last one turns out to be dead: nothing was done on it.
    ///
    /// - Throws: `primaryDemoted` when the server is a standby.
    private func begin(_ clinic: ClinicID?) throws -> Connection {
        let known = try connection()
        do {
            try known.begin("READ WRITE", clinic: clinic)
            return known
        } catch let error as AppError where error.code == .connectionLost {
            let made = try connection()
            try made.begin("READ WRITE", clinic: clinic)
            return made
        }
    }
}

extension Connection {
    /// A reader holds no lock that anybody waits for, and may compute for long.
    private static var readerIdleSeconds: Int { 3600 }

    /// Begins a transaction with its settings, in one round trip.
    ///
    /// The server's own timeout is a few seconds longer than ours, so that an executor that died
    /// leaves no query behind.
    ///
    /// - Parameters:
    ///   - mode: of the transaction.
    ///   - view: a snapshot that another session of this server has exported, to read what it reads.
    ///   - clinic: the tenant.
    /// - Throws: `primaryDemoted` for a standby that was to be written to.
    func begin(_ mode: String, of view: String? = nil, clinic: ClinicID?) throws {
        let shared = view.map { "SET TRANSACTION SNAPSHOT '\($0)';" } ?? ""
        let tenant = clinic.map { "SET LOCAL evclinic.clinic = '\($0.rawValue)';" } ?? ""
        let durable = mode == "READ WRITE" ? SessionStatement.durable : ""
        let idleSeconds = mode == "READ WRITE" ? limits.idleSeconds : Self.readerIdleSeconds
        do {
            try script(
                "BEGIN \(mode); \(shared) SET LOCAL statement_timeout = '\(limits.statementSeconds + 5)s';"
                    + "SET LOCAL idle_in_transaction_session_timeout = '\(idleSeconds)s';"
                    + "\(tenant) \(durable)")
        } catch {
            rollBack()
            guard mode == "READ WRITE", isStandby else { throw error }
            throw AppError(.primaryDemoted, "\(alias) leads to a standby")
        }
    }

    /// As the server said when it was connected to, or since.
    private var isStandby: Bool {
        PQparameterStatus(handle, "in_hot_standby").map { String(cString: $0) } == "on"
    }

    /// Commits when the body returns, and rolls back when it throws.
    ///
    /// COMMIT of a failed transaction rolls back without an error, so that is looked at before.
    func ending<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            let result = try body()
            guard PQtransactionStatus(handle) == PQTRANS_INTRANS else {
                throw AppError(.queryFailed, "\(alias), a statement failed before the commit")
            }
            try script("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Rolls back; a connection that cannot must not carry its transaction into the next one.
    func rollBack() {
        if isOpen, !limits.isInterrupted() { try? script("ROLLBACK") }
        if PQtransactionStatus(handle) != PQTRANS_IDLE { close() }
    }
}
