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

    /// - Parameters:
    ///   - reading: the manifest.
    ///   - others: the other folders in which the same manifest was found.
    init(_ reading: ManifestReading, besides others: [String]) {
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
        let later = Set(manifest.onRequest.map(\.format)).filter(isHere)
        // A copy in another format, in another folder, has the same manifest and is whole.
        let absent = published.filter { format in
            let files = listed.filter { $0.format == format }
            let isElsewhere = others.contains { folder in
                files.allSatisfy { Files.exists("\(folder)/\($0.name)") }
            }
            return !isHere(format) && (!later.isEmpty || isElsewhere)
        }
        let here = later.union(published).subtracting(absent)
        wanted = listed.filter { here.contains($0.format) }
        elsewhere = absent.map(String.init).sorted()
        let proofs = [reading.name, manifest.name, Reopening.name(of: manifest.stem)].flatMap {
            [$0, $0 + DraftWriter.signatureSuffix]
        }
        let own = Set(listed.map(\.name) + proofs)
        unlisted = names.filter { name in
            (name.hasPrefix(manifest.stem + "-") || name.hasPrefix(manifest.stem + "."))
                && !own.contains(name)
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
        let names =
            "\(AppError.quoted(proof.stated.name)); its bytes are in \(AppError.quoted(found))"
        return FileProof(
            stated: proof.stated, faults: [AppError(.fileMissing, names)], bytes: 0, rows: nil)
    }
}

extension Manifest.File {
    /// `csv` or `workbook`.
    var format: Substring { role.prefix { $0 != ":" } }
}
