import Digests
import Domain
import Glibc

extension KeyFolder {
    /// A new key, and the one that it takes over from.
    package struct Rotation: Sendable {
        package let new: ManifestKey
        /// With its retirement.
        package let old: ManifestKey?
    }

    /// How far the clocks of machines that share keys may be apart.
    private static let skewSeconds: Int64 = 300

    /// Makes the first key, or a new one where none is in force.
    ///
    /// - Parameters:
    ///   - validDays: how long it will be in force.
    ///   - approve: told the key before any file is written; what it throws leaves nothing.
    /// - Returns: the key.
    /// - Throws: `signingKeyInForce`, `signingKeyInvalid`, `outputUnwritable`, `outputFull`.
    package func make(
        validDays: Int, approve: (Rotation) throws -> Void
    ) throws -> ManifestKey {
        try locked {
            let now = clock.now
            if let held = try entries().first(where: { $0.key.isInForce(at: now) }) {
                throw AppError(
                    .signingKeyInForce, "key \(held.key.id) until \(held.key.end)")
            }
            return try add(validDays: validDays, retiring: nil, approve).new
        }
    }

    /// Makes a new key that signs from now on, and retires the one before.
    ///
    /// The old public half stays, and counts for what it signed until its retirement, so that a
    /// machine with a copy of it may go on for the overlap; its private half goes.
    ///
    /// - Parameters:
    ///   - validDays: how long the new one will be in force.
    ///   - overlapDays: how long the old one still counts.
    ///   - approve: told both before any file is written; what it throws leaves nothing.
    /// - Returns: both.
    /// - Throws: `signingKeyMissing`, `signingKeyInvalid`, `outputUnwritable`, `outputFull`.
    package func rotate(
        validDays: Int, overlapDays: Int, approve: (Rotation) throws -> Void
    ) throws -> Rotation {
        try locked {
            guard let newest = try entries().first?.key else {
                throw AppError(.signingKeyMissing, AppError.quoted(path))
            }
            return try add(
                validDays: validDays,
                retiring: newest.retired(
                    at: Self.stated(clock.now).adding(seconds: days(overlapDays))),
                approve)
        }
    }

    private func add(
        validDays: Int, retiring old: ManifestKey?, _ approve: (Rotation) throws -> Void
    ) throws -> Rotation {
        let (secret, now) = (PrivateKey(), Self.stated(clock.now))
        // Which of two is newer must not hang on how fast they were made.
        let above = try entries().map(\.key.validFrom).max().map {
            Instant(microseconds: $0.microseconds + 1000)
        }
        let from = now.adding(seconds: -Self.skewSeconds)
        let rotation = Rotation(
            new: ManifestKey(
                secret.publicKey, from: above.map { max($0, from) } ?? from,
                until: now.adding(seconds: days(validDays))), old: old)
        try approve(rotation)
        let name = rotation.new.id + Self.privateSuffix
        try Files.write(Array(secret.pem.utf8), to: "\(path)/\(name)", mode: 0o600)
        do { try replace(rotation.new) } catch {
            Files.remove("\(path)/\(name)")
            throw error
        }
        if let old {
            try replace(old)
            for entry in try entries() where entry.key.id != rotation.new.id {
                Files.remove("\(path)/\(entry.key.id)\(Self.privateSuffix)")
            }
        }
        try Files.sync(folder: path)
        return rotation
    }

    /// An instant as a file states it, in whole milliseconds.
    private static func stated(_ instant: Instant) -> Instant {
        Instant(microseconds: instant.microseconds.floorDivided(by: 1000) * 1000)
    }

    private func replace(_ key: ManifestKey) throws(AppError) {
        let draft = "\(path)/.\(key.fileName).draft"
        try Files.write(Array(key.text.utf8), to: draft, mode: 0o644)
        try Files.replace("\(path)/\(key.fileName)", by: draft)
    }

    private func days(_ count: Int) -> Int64 { Int64(count) * 86_400 }

    /// One process at a time changes the folder, which is made for its owner alone.
    private func locked<Result>(_ body: () throws -> Result) throws -> Result {
        if !Files.exists(path) {
            let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            if !above.allSatisfy(\.isEmpty) {
                try Files.makeFolder(above.joined(separator: "/"))
            }
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw Files.failure(path, errno)
            }
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Files.failure(path, errno) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw Files.failure(path, errno) }
        return try body()
    }
}
