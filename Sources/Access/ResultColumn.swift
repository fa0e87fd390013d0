/// A column that a statement would give, as the server describes it.
package struct ResultColumn: Equatable, Sendable {
    /// What it holds, of the types that a report can show.
    package enum Kind: Equatable, Sendable {
        case text, integer, decimal, day, instant, boolean
        /// Of another type, by PostgreSQL's number of it (`pg_type.oid`).
        case other(UInt32)
    }

    package let name: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// Why the server would not take a statement that somebody wrote.
package struct StatementFault: Error, Equatable, Sendable {
    /// The server's own words; they speak of the statement, never of rows.
    package let sentence: String
    /// Of the character in the statement, from 1; `nil` where the server names none.
    package let position: Int?

    package init(sentence: String, position: Int?) {
        self.sentence = sentence
        self.position = position
    }
}
