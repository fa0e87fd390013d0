/// A clinic: the tenant that every business row belongs to.
package struct ClinicID: RawRepresentable, Hashable, Sendable, Comparable {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
    package static func < (left: ClinicID, right: ClinicID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A run in the ledger.
package struct RunID: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A claim's number in the order of all claims; a higher one bars every lower one (I4).
package struct FencingToken: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A position in the write-ahead log, written as PostgreSQL writes it: `0/3000148`.
package struct LSN: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let position: UInt64
    package init(position: UInt64) { self.position = position }
    package var description: String {
        String(position >> 32, radix: 16, uppercase: true) + "/"
            + String(position & 0xFFFF_FFFF, radix: 16, uppercase: true)
    }
    package static func < (left: LSN, right: LSN) -> Bool { left.position < right.position }
}
