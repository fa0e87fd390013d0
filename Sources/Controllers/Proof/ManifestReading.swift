import Digests
package import Domain

/// A manifest as it was found: what it states, and what is wrong with it, its files apart.
package struct ManifestReading: Sendable {
    package let path: String
    /// `nil` when it cannot be read.
    package let manifest: StatedManifest?
    /// The bytes that are signed.
    let text: String
    /// `nil` where there is none.
    let signature: [UInt8]?
    /// The key that it names; `nil` for none, or one that is not at hand.
    package let key: ManifestKey?
    package let faults: [AppError]

    var folder: String { Self.folder(of: path) }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    private static let bytesMax = 16_777_216

    /// Reads a manifest and its signature, and holds both against the key and the file's name.
    ///
    /// - Parameters:
    ///   - path: its file.
    ///   - ring: where keys are looked for.
    ///   - clinic: whose it has to be; `nil` takes any.
    ///   - takesUnsigned: whether one without a signature is none the worse.
    init(_ path: String, _ ring: KeyRing, clinic: String?, takesUnsigned: Bool) {
        self.path = path
        let name = AppError.quoted(path.split(separator: "/").last.map(String.init) ?? path)
        let size = min(Int(Files.size(path) ?? 0), Self.bytesMax)
        let bytes = Files.head(path, size) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        (self.text, signature) = (text, Files.head(path + DraftWriter.signatureSuffix, 4096))
        // What is no UTF-8 has other bytes once it is text, and those nobody signed.
        guard Array(text.utf8) == bytes, let manifest = StatedManifest(text) else {
            (manifest, key) = (nil, nil)
            faults = [AppError(.manifestInvalid, "\(name), \(bytes.count) bytes")]
            return
        }
        self.manifest = manifest
        var faults = Self.misplaced(manifest, path)
        if let clinic, clinic != manifest.facts.clinic {
            let found = AppError.quoted(manifest.facts.clinic)
            faults.append(
                AppError(.manifestForeign, "\(name) is of \(found), not \(AppError.quoted(clinic))")
            )
        }
        let (key, fault) = Self.proven(
            manifest.seal, text, signature, ring, at: Self.folder(of: path), name)
        self.key = key
        if let fault, fault.code != .manifestUnsigned || !takesUnsigned { faults.append(fault) }
        self.faults = faults
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func misplaced(_ manifest: StatedManifest, _ path: String) -> [AppError] {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard name != manifest.name else { return [] }
        let names = "\(AppError.quoted(name)) states \(AppError.quoted(manifest.name))"
        return [AppError(.manifestMisplaced, names)]
    }

    /// The key that signed, or why it is not proven that one did.
    ///
    /// - Parameters:
    ///   - seal: what the text says of its signature.
    ///   - text: that is signed.
    ///   - signature: beside it.
    ///   - ring: where keys are looked for.
    ///   - folder: where it lies.
    ///   - name: for errors.
    /// - Returns: the key, where it is at hand, and the fault, if any.
    static func proven(
        _ seal: Manifest.Seal?, _ text: String, _ signature: [UInt8]?, _ ring: KeyRing,
        at folder: String, _ name: String
    ) -> (ManifestKey?, AppError?) {
        guard let seal else {
            return (nil, AppError(.manifestUnsigned, "\(name) names no key"))
        }
        guard let signature else {
            return (nil, AppError(.manifestUnsigned, "\(name) has no .sig beside it"))
        }
        do throws(AppError) {
            guard let key = try ring.key(seal.key, for: folder) else {
                let looked = "\(name) by key \(seal.key), looked for in \(ring.place)"
                return (nil, AppError(.manifestKeyUnknown, looked))
            }
            guard key.publicKey.verifies(signature, of: Array(text.utf8)) else {
                return (key, AppError(.signatureInvalid, "\(name), key \(key.id)"))
            }
            guard let at = ManifestKey.instant(seal.at), key.isInForce(at: at) else {
                let force = "in force from \(key.validFrom) until \(key.end)"
                return (
                    key,
                    AppError(
                        .manifestKeyLapsed,
                        "\(name), signed at \(AppError.quoted(seal.at)), key \(key.id) \(force)")
                )
            }
            return (key, nil)
        } catch { return (nil, error) }
    }

    /// Whether a key in force signed these bytes, and they lie where they say.
    package var isAuthentic: Bool { manifest != nil && key != nil && faults.isEmpty }
}
