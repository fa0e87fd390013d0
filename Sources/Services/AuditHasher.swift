import Digests
package import Domain

/// Brings rows of the audit trail into their canonical form, and hashes them onto a chain.
///
/// The form is written down in `docs/audit-chain.md`, for whoever recomputes it: each field as its length in
/// bytes, a colon, its bytes and a comma, NULL as `-,`; numbers in decimal; the hash of a link is SHA-256
/// over the 32 bytes of the hash before and that. Memory is one row's, used again for the next.
package struct AuditHasher: ~Copyable {
    private var digest = SHA256()
    /// The hash before, then the canonical form.
    private var buffer: [UInt8] = []

    package init() { buffer.reserveCapacity(4096) }

    /// What the chain of a clinic begins with, as link 0.
    package static func genesis(of clinic: ClinicID) -> Hash256 {
        var digest = SHA256()
        digest.update(Array("evclinic audit chain 1, clinic \(clinic.rawValue)".utf8))
        return Hash256 { digest.finalize(into: $0) }
    }

    /// The hash of the link that holds a row.
    package mutating func hash(_ line: AuditLine, after previous: Hash256) -> Hash256 {
        encode(line, after: previous)
        return finish()
    }

    /// The canonical form by itself.
    package mutating func canonical(_ line: AuditLine) -> [UInt8] {
        encode(line, after: Self.genesis(of: line.clinic))
        return Array(buffer[32...])
    }

    /// The hash of the link that holds a row, from its canonical form.
    package mutating func hash(canonical: [UInt8], after previous: Hash256) -> Hash256 {
        buffer.removeAll(keepingCapacity: true)
        previous.withBytes { buffer.append(contentsOf: $0) }
        buffer += canonical
        return finish()
    }

    private mutating func finish() -> Hash256 {
        buffer.withUnsafeBytes { digest.update($0) }
        return Hash256 { digest.finalize(into: $0) }
    }

    private mutating func encode(_ line: AuditLine, after previous: Hash256) {
        buffer.removeAll(keepingCapacity: true)
        previous.withBytes { buffer.append(contentsOf: $0) }
        number(line.clinic.rawValue)
        number(line.id)
        if let user = line.userID { number(user) } else { null() }
        text(line.login)
        text(line.role)
        instant(line.recordedSince2000)
        text(line.entity)
        text(line.entityID)
        text(line.action)
        optional(line.before)
        optional(line.after)
        optional(line.requestID)
    }

    private mutating func null() {
        buffer.append(0x2D)
        buffer.append(0x2C)
    }

    private mutating func text(_ bytes: UnsafeRawBufferPointer) {
        decimal(bytes.count)
        buffer.append(0x3A)
        buffer.append(contentsOf: bytes)
        buffer.append(0x2C)
    }

    private mutating func optional(_ bytes: UnsafeRawBufferPointer?) {
        if let bytes { text(bytes) } else { null() }
    }

    /// Microseconds since 1970; the instants that PostgreSQL calls infinite go by its names.
    private mutating func instant(_ since2000: Int64) {
        switch since2000 {
        case .max: word("infinity")
        case .min: word("-infinity")
        default:
            let (since1970, isOver) = since2000.addingReportingOverflow(AuditLine.epochs)
            guard !isOver else { return word("\(Int128(since2000) + Int128(AuditLine.epochs))") }
            number(since1970)
        }
    }

    private mutating func word(_ word: String) {
        decimal(word.utf8.count)
        buffer.append(0x3A)
        buffer.append(contentsOf: word.utf8)
        buffer.append(0x2C)
    }

    private mutating func number(_ value: Int64) {
        guard value >= 0 else { return word(String(value)) }
        decimal(Self.digits(of: UInt64(value)))
        buffer.append(0x3A)
        decimal(Int(value))
        buffer.append(0x2C)
    }

    private static func digits(of value: UInt64) -> Int {
        var (rest, count) = (value, 1)
        while rest >= 10 { (rest, count) = (rest / 10, count + 1) }
        return count
    }

    /// A number that is not negative.
    private mutating func decimal(_ value: Int) {
        var rest = UInt64(value)
        let start = buffer.count
        repeat {
            buffer.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        buffer[start...].reverse()
    }
}
