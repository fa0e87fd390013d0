/// A connection URI taken apart by the rules of libpq's `conninfo_uri_parse`.
///
/// Where libpq would put a piece of an unencoded password into host or database without a word,
/// the URI is refused, so that what we print of a URI is never a piece of its password.
struct URIParts {
    static let schemes = ["postgresql://", "postgres://"]

    /// Decoded, by libpq's keyword; what stands after the `?` wins.
    private(set) var parameters: [String: String] = [:]

    init(_ text: String) throws(Flaw) {
        guard text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
            throw Flaw("holds a blank or control character; a blank is written %20")
        }
        guard let scheme = Self.schemes.first(where: text.hasPrefix) else {
            throw Flaw("does not begin with postgresql:// or postgres://")
        }
        let rest = try user(Array(text.utf8)[scheme.utf8.count...])
        let authorityEnd = rest.firstIndex { $0 == slash || $0 == question } ?? rest.endIndex
        try hosts(rest[..<authorityEnd])
        let halves = rest[authorityEnd...].split(
            separator: question, maxSplits: 1, omittingEmptySubsequences: false)
        try store("dbname", halves[0].dropFirst())
        if let query = halves.dropFirst().first { try self.query(query) }
    }

    /// Takes `user[:password]@` off the front.
    private mutating func user(_ rest: ArraySlice<UInt8>) throws(Flaw) -> ArraySlice<UInt8> {
        guard let end = rest.firstIndex(of: at) else { return rest }
        let login = rest[..<end]
        let others = [at, slash, question]
        guard !login.contains(where: others.contains), !rest[(end + 1)...].contains(at) else {
            throw Flaw("has a stray @; in a password @ is written %40, / is %2F and ? is %3F")
        }
        let halves = login.split(separator: colon, maxSplits: 1, omittingEmptySubsequences: false)
        try store("user", halves[0])
        if let password = halves.dropFirst().first { _ = try percentDecoded(password) }
        return rest[(end + 1)...]
    }

    private mutating func hosts(_ authority: ArraySlice<UInt8>) throws(Flaw) {
        var hosts: [ArraySlice<UInt8>] = []
        var ports: [ArraySlice<UInt8>] = []
        for pair in authority.split(separator: comma, omittingEmptySubsequences: false) {
            let (host, port) = try hostAndPort(pair)
            hosts.append(host)
            ports.append(port)
        }
        try store("host", ArraySlice(hosts.joined(separator: [comma])))
        try store("port", ArraySlice(ports.joined(separator: [comma])))
    }

    private mutating func query(_ query: ArraySlice<UInt8>) throws(Flaw) {
        guard !query.isEmpty else { return }
        for pair in query.split(separator: ampersand, omittingEmptySubsequences: false) {
            let halves = pair.split(separator: equals, omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[0].isEmpty else {
                throw Flaw("has a parameter after its ? that is not name=value")
            }
            let name = try percentDecoded(halves[0])
            let value = try percentDecoded(halves[1])
            // For the sake of JDBC's URIs libpq reads ssl=true as a mode.
            let isFlag = name == "ssl" && value == "true"
            parameters[isFlag ? "sslmode" : name] = isFlag ? "require" : value
        }
    }

    /// Keeps what stands before the `?`, where nothing means that libpq is to choose.
    private mutating func store(_ name: String, _ value: ArraySlice<UInt8>) throws(Flaw) {
        if !value.isEmpty { parameters[name] = try percentDecoded(value) }
    }
}

/// Splits `host:port` or `[address]:port`.
private func hostAndPort(
    _ pair: ArraySlice<UInt8>
) throws(Flaw) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
    guard pair.first == UInt8(ascii: "[") else {
        let halves = pair.split(separator: colon, maxSplits: 1, omittingEmptySubsequences: false)
        return (halves[0], halves.dropFirst().first ?? [])
    }
    guard let close = pair.firstIndex(of: UInt8(ascii: "]")), close > pair.startIndex + 1,
        [nil, colon].contains(pair[(close + 1)...].first)
    else { throw Flaw("has an IPv6 address that is not of the form [::1]:5432") }
    return (pair[(pair.startIndex + 1)..<close], pair[(close + 1)...].dropFirst())
}

private let slash = UInt8(ascii: "/")
private let question = UInt8(ascii: "?")
private let at = UInt8(ascii: "@")
private let colon = UInt8(ascii: ":")
private let comma = UInt8(ascii: ",")
private let ampersand = UInt8(ascii: "&")
