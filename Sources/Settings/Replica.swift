/// A read replica and the name by which reports and logs call it.
package struct Replica: Equatable, Sendable {
    /// Lower-case letters, digits and hyphens, a letter first; unique.
    package let alias: String
    package let url: DatabaseURL

    /// Reads `alias=URI` or `URI` by commas; the second entry without an alias is `replica2`.
    ///
    /// - Throws: the flaws of every entry, by its number: an entry's text may be a password.
    static func list(_ text: String, production: Bool) throws(Flaw) -> [Replica] {
        var replicas: [Replica] = []
        var numbers: [String: Int] = [:]
        var problems: [String] = []
        for (number, entry) in zip(1..., entries(of: text)) {
            do throws(Flaw) {
                let replica = try Replica(entry, number: number, production: production)
                if let twin = numbers[replica.alias] {
                    throw Flaw("has the alias of entry \(twin)")
                }
                numbers[replica.alias] = number
                replicas.append(replica)
            } catch {
                problems += error.problems.map { "entry \(number) \($0)" }
            }
        }
        guard problems.isEmpty else { throw Flaw(problems) }
        return replicas
    }

    private init(_ entry: String, number: Int, production: Bool) throws(Flaw) {
        guard !DatabaseURL.hasScheme(entry) else {
            alias = "replica\(number)"
            url = try DatabaseURL(entry, production: production)
            return
        }
        let halves = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let uri = halves.dropFirst().first, DatabaseURL.hasScheme(String(uri)) else {
            throw Flaw("is neither a URI nor alias=URI; a comma in a URI is written %2C")
        }
        alias = String(halves[0])
        guard Self.isAlias(alias) else {
            throw Flaw("has an alias that is not of a-z, 0-9 and -, a letter first")
        }
        url = try DatabaseURL(String(uri), production: production)
    }

    private static func isAlias(_ text: String) -> Bool {
        guard let first = text.first, ("a"..."z").contains(first) else { return false }
        return text.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
        }
    }
}

/// What to do when no replica is healthy.
package enum ReplicaPolicy: String, CaseIterable, Sendable {
    case refuse, primary

    init(_ text: String) throws(Flaw) {
        guard let known = ReplicaPolicy(rawValue: text) else {
            throw Flaw("is neither refuse nor primary")
        }
        self = known
    }
}
