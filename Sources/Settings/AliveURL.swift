import Glibc

/// The URL of a monitor, whose path no output shows: whoever knows it can say that we are well.
package struct AliveURL: Equatable, Sendable {
    /// Whether it is https.
    package let isSecure: Bool
    /// A name, or an address without brackets.
    package let host: String
    package let port: Int
    /// Path and query as they are sent, at least a `/`.
    package let target: Secret

    /// Reads a URL and refuses what would be sent otherwise than it looks.
    init(_ text: String) throws(Flaw) {
        guard text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Flaw("holds a blank, a control character or a letter outside ASCII")
        }
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else {
            throw Flaw("does not begin with http:// or https://")
        }
        isSecure = scheme == "https://"
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let target = rest[authority.endIndex...]
        guard !rest.contains("#") else { throw Flaw("has a #, which is never sent") }
        guard !authority.contains("@") else {
            throw Flaw("has a login before its host; give the monitor's own URL")
        }
        (host, port) = try Self.hostAndPort(authority, standard: isSecure ? 443 : 80)
        try Self.checkEscapes(target)
        self.target = Secret(target.hasPrefix("/") ? String(target) : "/\(target)")
    }

    private static func hostAndPort(
        _ authority: Substring, standard: Int
    ) throws(Flaw) -> (String, Int) {
        let isBracketed = authority.hasPrefix("[")
        let end =
            isBracketed
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
            : authority.firstIndex(of: ":") ?? authority.endIndex
        guard let end else { throw Flaw("has an IPv6 address that is not of the form [::1]") }
        let tail = authority[end...]
        let host = isBracketed ? authority[..<end].dropFirst().dropLast() : authority[..<end]
        try isBracketed ? checkAddress(String(host)) : checkName(host)
        guard !tail.isEmpty else { return (String(host), standard) }
        guard tail.hasPrefix(":"), let port = digits(tail.dropFirst()), (1...65535).contains(port)
        else { throw Flaw("has a port that is not a whole number from 1 to 65535") }
        return (String(host), port)
    }

    private static func checkAddress(_ text: String) throws(Flaw) {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else {
            throw Flaw("has an IPv6 address that is not of the form [::1]")
        }
    }

    private static func checkName(_ name: Substring) throws(Flaw) {
        guard !name.isEmpty else { throw Flaw("names no host") }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        }
        guard isName, name.utf8.count <= 253 else {
            throw Flaw("has a host that is neither a name nor an address")
        }
    }

    private static func checkEscapes(_ target: Substring) throws(Flaw) {
        for part in target.split(separator: "%", omittingEmptySubsequences: false).dropFirst() {
            guard part.prefix(2).count == 2, part.prefix(2).allSatisfy(\.isHexDigit) else {
                throw Flaw("has a % that two hexadecimal digits do not follow")
            }
        }
    }
}

extension AliveURL: CustomStringConvertible, CustomDebugStringConvertible {
    /// `https://host`, without port and path.
    package var description: String {
        "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host)"
    }

    package var debugDescription: String { description }
}
