import Domain

/// The folder of a manifest: which of the listed files have to be there, and which others are.
struct FolderView {
    private let folder: String
    private let names: [String]
    private let listed: [Manifest.File]
    /// To be read: the formats that are here, whole or not.
    let wanted: [Manifest.File]
    /// Formats that were published with the manifest and are all somewhere else.
    let elsewhere: [String]
    /// Names of the revision's that are in no list.
    let unlisted: [String]

    init(_ reading: ManifestReading) {
        folder = reading.folder
        names = Files.names(in: folder)
        guard let manifest = reading.manifest else {
            (listed, wanted, elsewhere, unlisted) = ([], [], [], [])
            return
        }
        let (present, listed) = (Set(names), manifest.files + manifest.onRequest)
        self.listed = listed
        func isHere(_ format: Substring) -> Bool {
            listed.contains { $0.format == format && present.contains($0.name) }
        }
        let published = Set(manifest.files.map(\.format))
        let others = Set(manifest.onRequest.map(\.format)).filter(isHere)
        // A copy in another format, in another folder, has the same manifest and is whole.
        let absent = others.isEmpty ? [] : published.filter { !isHere($0) }
        wanted = listed.filter {
            others.contains($0.format) || published.contains($0.format) && !absent.contains($0.format)
        }
        elsewhere = absent.map(String.init).sorted()
        let own = Set(listed.map(\.name) + [reading.name, reading.name + DraftWriter.signatureSuffix])
        unlisted = names.filter { name in
            (name.hasPrefix(manifest.stem + "-") || name.hasPrefix(manifest.stem + "."))
                && !own.contains(name) && name != manifest.name
                && name != manifest.name + DraftWriter.signatureSuffix
        }
    }

    /// A missing file's proof, with the name under which its bytes lie in the folder, if any.
    func lookingForRenamed(_ proof: FileProof) -> FileProof {
        guard proof.isMissing else { return proof }
        let known = Set(listed.map(\.name))
        let found = names.first { name in
            !known.contains(name) && Files.size("\(folder)/\(name)") == proof.stated.bytes
                && Files.sha256("\(folder)/\(name)") == proof.stated.sha256
        }
        guard let found else { return proof }
        let told = "\(AppError.quoted(proof.stated.name)); its bytes are in \(AppError.quoted(found))"
        return FileProof(
            stated: proof.stated, faults: [AppError(.fileMissing, told)], bytes: 0, rows: nil)
    }
}

extension Manifest.File {
    /// `csv` or `workbook`.
    var format: Substring { role.prefix { $0 != ":" } }
}
