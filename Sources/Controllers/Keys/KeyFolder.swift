import Digests
package import Domain
import Glibc

/// The folder of a machine's signing keys: `ID.pem` for each public half, `ID.key.pem` for a private.
///
/// Public halves are never taken away, so that whatever was signed can be verified for ever.
package struct KeyFolder: Sendable {
    package let path: String
    let clock: Clock

    package init(_ path: String, clock: Clock = .wall) {
        self.path = path
        self.clock = clock
    }

    /// A key, and whether this machine can sign with it.
    package struct Entry: Sendable {
        package let key: ManifestKey
        package let hasPrivate: Bool
    }

    /// Every key, the newest first; none where there is no such folder.
    ///
    /// - Throws: `signingKeyInvalid` with the first file that is none, or not of the key it names.
    package func entries() throws(AppError) -> [Entry] {
        let names = Files.names(in: path)
        var entries: [Entry] = []
        for name in names where Self.isPublic(name) {
            guard let key = try Self.read("\(path)/\(name)") else { continue }
            entries.append(
                Entry(key: key, hasPrivate: names.contains(key.id + Self.privateSuffix)))
        }
        for name in names where name.hasSuffix(Self.privateSuffix) {
            let id = String(name.dropLast(Self.privateSuffix.count))
            guard !entries.contains(where: { $0.key.id == id }) else { continue }
            throw AppError(.signingKeyInvalid, "\(AppError.quoted(name)), its public half is gone")
        }
        return entries.sorted { ($1.key.validFrom, $1.key.id) < ($0.key.validFrom, $0.key.id) }
    }

    /// The newest key in force; `nil` where there never was one, and nothing is signed.
    ///
    /// - Throws: `signingKeyExpired` when none is in force; `signingKeyInvalid` when its private
    ///   half is gone, of another key, or may be read by others.
    package func signer() throws(AppError) -> Signer? {
        let entries = try entries()
        guard let newest = entries.first else { return nil }
        let now = clock.now
        guard let entry = entries.first(where: { $0.key.isInForce(at: now) }) else {
            throw AppError(
                .signingKeyExpired, "key \(newest.key.id) was in force until \(newest.key.end)")
        }
        return Signer(entry.key, try secret(of: entry.key), clock: clock)
    }

    /// Until no key is in force, by this machine's clock; zero or less when none is, `nil` where there never
    /// was one.
    ///
    /// - Throws: `signingKeyInvalid`.
    package func secondsInForce() throws(AppError) -> Int64? {
        let now = clock.now
        return try entries().map { ($0.key.end.microseconds - now.microseconds) / 1_000_000 }.max()
    }

    private func secret(of key: ManifestKey) throws(AppError) -> PrivateKey {
        let name = key.id + Self.privateSuffix
        var facts = stat()
        guard stat("\(path)/\(name)", &facts) == 0 else {
            throw AppError(.signingKeyInvalid, "\(AppError.quoted(name)) is not there")
        }
        guard facts.st_mode & 0o077 == 0 else {
            let mode = "0" + String(facts.st_mode & 0o777, radix: 8)
            throw AppError(
                .signingKeyInvalid,
                "\(AppError.quoted(name)) has mode \(mode), others may read it; chmod 600")
        }
        let text = Files.head("\(path)/\(name)", Self.bytesMax).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let text, let secret = PrivateKey(pem: text), secret.publicKey == key.publicKey else {
            throw AppError(
                .signingKeyInvalid,
                "\(AppError.quoted(name)) is no PKCS#8 of that Ed25519 key without a passphrase")
        }
        return secret
    }

    static let privateSuffix = ".key.pem"
    private static let bytesMax = 4096

    private static func isPublic(_ name: String) -> Bool {
        name.hasSuffix(ManifestKey.suffix) && !name.hasSuffix(privateSuffix)
            && !name.hasPrefix(".")
    }

    /// The public key of that number; `nil` when the folder has none.
    ///
    /// - Throws: `signingKeyInvalid`.
    package func key(_ id: String) throws(AppError) -> ManifestKey? {
        // A number that is a path would lead to a key of another folder.
        guard let key = try Self.read("\(path)/\(id)\(ManifestKey.suffix)"), key.id == id else {
            return nil
        }
        return key
    }

    /// `nil` when there is no such file.
    private static func read(_ path: String) throws(AppError) -> ManifestKey? {
        guard Files.exists(path) else { return nil }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let text = Files.head(path, bytesMax).map { String(decoding: $0, as: UTF8.self) }
        guard let text, let key = ManifestKey(text), key.fileName == name else {
            throw AppError(
                .signingKeyInvalid,
                "\(AppError.quoted(name)) is no public key of that name with its days")
        }
        return key
    }

    /// Puts every public half into `keys` below a folder of reports, so that whoever gets them can
    /// verify; what is there already and the same stays.
    ///
    /// - Throws: `outputUnwritable`, `outputFull`, `signingKeyInvalid`.
    package func placePublic(below folder: String) throws(AppError) {
        let entries = try entries()
        guard !entries.isEmpty else { return }
        let target = "\(folder)/\(Self.besideReports)"
        for key in entries.map(\.key) {
            let bytes = Array(key.text.utf8)
            guard Files.bytes("\(target)/\(key.fileName)") != bytes else { continue }
            try Files.makeFolder(target)
            let draft = "\(target)/.\(key.fileName).\(getpid())"
            try Files.write(bytes, to: draft)
            try Files.replace("\(target)/\(key.fileName)", by: draft)
        }
    }

    /// Where an accountant finds the public halves.
    package static let besideReports = "keys"
}
