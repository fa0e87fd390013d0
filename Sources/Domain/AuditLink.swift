/// One link of a clinic's audit chain: which row it holds, and what the chain comes to with it.
package struct AuditLink: Sendable, Equatable {
    /// 1, 2, 3 … in the order of linking.
    package let number: Int64
    /// Of the row in `clinic.audit_log`.
    package let row: Int64
    /// What the chain came to before it.
    package let previous: Hash256
    /// SHA-256 over `previous` and the row's canonical form.
    package let hash: Hash256

    package init(number: Int64, row: Int64, previous: Hash256, hash: Hash256) {
        self.number = number
        self.row = row
        self.previous = previous
        self.hash = hash
    }
}

/// How far a chain had come at some time: the number of its last link, and that link's hash.
package struct AuditHead: Sendable, Equatable {
    package let number: Int64
    package let hash: Hash256

    package init(number: Int64, hash: Hash256) {
        self.number = number
        self.hash = hash
    }
}
