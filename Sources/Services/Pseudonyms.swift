import Digests
package import Domain

/// The names by which a clinic's files call persons: the same person, the same name, in every report.
///
/// Keyed, so that nobody makes a list of all numbers and their names without the database's key; and by
/// clinic, so that files of two clinics do not tell that a person goes to both.
package struct Pseudonyms: Sendable, Equatable {
    private let hash: KeyedHash
    private let clinic: ClinicID

    /// - Parameters:
    ///   - key: the database's, 32 bytes.
    ///   - clinic: whose persons.
    package init(key: [UInt8], of clinic: ClinicID) {
        hash = KeyedHash(key: key)
        self.clinic = clinic
    }

    /// Sixty bits of HMAC-SHA-256 over clinic, what the number counts, and number: `P-7F3K-2QXA-9B4M`.
    ///
    /// - Parameters:
    ///   - number: of the person.
    ///   - kind: what is counted, such as `payer_id`: patient 7 and payer 7 are two.
    /// - Returns: the name.
    package func name(of number: Int64, _ kind: String) -> String {
        let message = "\(clinic.rawValue)/\(kind)/\(number)"
        var bits = hash.bytes(of: Array(message.utf8)).prefix(8).reduce(UInt64(0)) {
            $0 << 8 | UInt64($1)
        }
        var letters = ""
        for place in 0..<12 {
            if place % 4 == 0 { letters += "-" }
            letters.unicodeScalars.append(Self.letters[Int(bits >> 59)])
            bits <<= 5
        }
        return "P" + letters
    }

    /// Crockford's thirty-two, which nobody takes for each other.
    private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".unicodeScalars)
}
