import Access
import CPostgres
import Domain

/// Turns what libpq reports into an `AppError` that holds a SQLSTATE and no row (I9).
enum ServerError {
    /// A statement failed.
    static func statement(
        _ result: OpaquePointer, _ handle: OpaquePointer, on alias: String
    ) -> AppError {
        guard let state = field(result, "C") else { return broken(handle, on: alias) }
        let constraint = field(result, "n").map { " \($0)" } ?? ""
        return AppError(code(of: state), "\(alias), SQLSTATE \(state)\(constraint)")
    }

    /// A statement that somebody wrote was not taken: what the server says of it, where the fault is
    /// the statement's own (class 42, and what is no feature of the server).
    static func fault(
        _ result: OpaquePointer, _ handle: OpaquePointer, on alias: String
    ) -> any Error {
        guard let state = field(result, "C"), ["42", "0A", "22"].contains(state.prefix(2)) else {
            return statement(result, handle, on: alias)
        }
        return StatementFault(
            sentence: field(result, "M") ?? "SQLSTATE \(state)",
            position: field(result, "P").flatMap { Int($0) })
    }

    /// The connection is of no more use.
    static func broken(_ handle: OpaquePointer, on alias: String) -> AppError {
        guard let state = state(in: handle) else { return AppError(.connectionLost, alias) }
        return AppError(code(of: state), "\(alias), SQLSTATE \(state)")
    }

    /// No connection was made.
    static func connecting(_ handle: OpaquePointer, to alias: String) -> AppError {
        if let state = state(in: handle) {
            let code = code(of: state)
            return AppError(
                code == .queryFailed ? .primaryUnreachable : code, "\(alias), SQLSTATE \(state)")
        }
        let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let aboutTLS = ["SSL", "certificate", "TLS"].contains { message.contains($0) }
        // A missing password is noticed by libpq itself, before the server is asked.
        if message.contains("no password supplied") {
            return AppError(.databaseLoginFailed, "\(alias), no password in the URL")
        }
        return AppError(aboutTLS ? .databaseTLSFailed : .primaryUnreachable, alias)
    }

    private static func field(_ result: OpaquePointer, _ name: Character) -> String? {
        guard let code = name.asciiValue, let text = PQresultErrorField(result, Int32(code)) else {
            return nil
        }
        return String(cString: text)
    }

    /// The SQLSTATE in an error text of verbosity SQLSTATE: `FATAL:  28P01`.
    private static func state(in handle: OpaquePointer) -> String? {
        let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        for severity in ["FATAL:  ", "PANIC:  ", "ERROR:  "] {
            guard let range = message.firstRange(of: severity) else { continue }
            let state = message[range.upperBound...].prefix(5)
            if state.count == 5, state.allSatisfy({ $0.isUppercase || $0.isNumber }) {
                return String(state)
            }
        }
        return nil
    }

    /// PostgreSQL documentation, appendix A; the table in REPLICAS says what follows from each.
    static func code(of state: String) -> AppError.Code {
        switch state {
        case "40001": .snapshotConflict
        case "57P01", "57P02", "57P04", "57P05", "25P03": .connectionLost
        case "57P03", "53300", "55P03", "40P01": .databaseBusy
        case "57014": .statementCancelled
        case "25006": .writeOnReplica
        case "53100", "53200", "53400": .databaseFull
        case "28P01", "28000": .databaseLoginFailed
        case "42501": .databaseDenied
        case "3F000", "42P01": .schemaMissing
        case "22003": .numericOutOfRange
        // Of our parameters, only a zone is a name that the server looks up.
        case "22023": .zoneUnknown
        default:
            switch state.prefix(2) {
            case "08": .connectionLost
            case "23": .constraintViolated
            default: .queryFailed
            }
        }
    }
}
