/// What a report of reports takes over from those that it joins.
package struct ReportJoin: Sendable, Equatable {
    /// What a joined report is known by.
    package struct Part: Sendable, Equatable {
        package let clinic: String
        package let job: String
        package let revision: Int
        package let digest: String
        /// The file's name, and the hash of its bytes.
        package let manifest: String
        package let manifestSHA256: String
    }

    /// Whether the books of each of them are closed.
    package let isClosed: Bool
    /// What some were made without, each with its clinic.
    package let lacking: [String]
    package let parts: [Part]
}
