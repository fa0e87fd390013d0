/// A PostgreSQL connection URI that libpq accepts, whose password no output shows (I9).
package struct DatabaseURL: Equatable, Sendable {
    /// The URI for libpq, password and all.
    package let uri: Secret
    package let user: String?
    /// Names, addresses or socket folders in the order tried; empty when libpq is to choose.
    package let hosts: [String]
    package let database: String?

    let sslMode: String?
    /// Addresses that stand in for the hosts on the wire.
    let addresses: [String]

    /// Reads a URI as libpq reads it, and refuses what libpq would misunderstand in silence.
    ///
    /// In production a connection over the network must prove who answers.
    init(_ text: String, production: Bool) throws(Flaw) {
        let parts = try URIParts(text)
        uri = Secret(text)
        user = parts.parameters["user"]
        hosts = list(parts.parameters["host"])
        database = parts.parameters["dbname"]
        sslMode = parts.parameters["sslmode"]
        addresses = list(parts.parameters["hostaddr"])
        try checkPorts(list(parts.parameters["port"]))
        try checkMode()
        if production { try checkRoute() }
    }

    /// Whether a text begins as a connection URI does.
    static func hasScheme(_ text: String) -> Bool {
        URIParts.schemes.contains { text.hasPrefix($0) }
    }

    private func checkPorts(_ ports: [String]) throws(Flaw) {
        for port in ports where !port.isEmpty {
            guard let number = digits(port), (1...65535).contains(number) else {
                throw Flaw("has a port that is not a whole number from 1 to 65535")
            }
        }
    }

    private func checkMode() throws(Flaw) {
        let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
        guard sslMode.map(modes.contains) ?? true else {
            throw Flaw("has an sslmode that is none of \(modes.joined(separator: ", "))")
        }
    }

    /// Refuses a connection that leaves this machine without proof of who answers.
    private func checkRoute() throws(Flaw) {
        guard sslMode != "verify-full" else { return }
        let targets = hosts + addresses
        guard !targets.isEmpty, !targets.contains("") else {
            throw Flaw("names no host; a local socket is ?host=/run/postgresql")
        }
        guard targets.allSatisfy(isLocal) else {
            throw Flaw("crosses the network, which in production needs sslmode=verify-full")
        }
    }
}

extension DatabaseURL: CustomStringConvertible, CustomDebugStringConvertible {
    /// `postgresql://user@host/database`, without password, port and parameters.
    package var description: String {
        let user = user.map { percentEncoded($0) + "@" } ?? ""
        let hosts = hosts.map { $0.contains(":") ? "[\($0)]" : percentEncoded($0) }
        let database = database.map { "/" + percentEncoded($0) } ?? ""
        return "postgresql://\(user)\(hosts.joined(separator: ","))\(database)"
    }

    package var debugDescription: String { description }
}

private func list(_ text: String?) -> [String] {
    text.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
}
