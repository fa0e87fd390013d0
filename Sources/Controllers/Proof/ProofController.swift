package import Domain
import Synchronization

/// Verifies manifests and their files, without a database.
package struct ProofController: Sendable {
    private let ring: KeyRing
    private let clinic: String?
    private let takesUnsigned: Bool

    /// - Parameters:
    ///   - ring: where keys are looked for.
    ///   - clinic: whose manifests have to be; `nil` takes any.
    ///   - takesUnsigned: whether a manifest without a signature is none the worse.
    package init(_ ring: KeyRing, clinic: String? = nil, takesUnsigned: Bool = false) {
        self.ring = ring
        self.clinic = clinic
        self.takesUnsigned = takesUnsigned
    }

    /// Reads every manifest there, and each file that it lists once.
    ///
    /// Two threads at most, and memory that does not grow with the files.
    ///
    /// - Parameters:
    ///   - paths: manifests, or folders that hold some at any depth.
    ///   - progress: told bytes read and bytes to read, from either thread.
    /// - Returns: a proof each, in the order of the paths.
    /// - Throws: `manifestMissing` for a path without any.
    package func prove(
        _ paths: [String], progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) throws(AppError) -> [Proof] {
        let readings = try ManifestSearch.manifests(in: paths).map {
            ManifestReading($0, ring, clinic: clinic, takesUnsigned: takesUnsigned)
        }
        return prove(readings, progress)
    }

    func prove(
        _ readings: [ManifestReading], _ progress: @escaping @Sendable (Int64, Int64) -> Void
    ) -> [Proof] {
        let copies = Dictionary(grouping: readings, by: \.text)
        let folders = readings.map { reading in
            FolderView(
                reading,
                besides: (copies[reading.text] ?? []).map(\.folder).filter { $0 != reading.folder })
        }
        let tasks = zip(readings.indices, folders).flatMap { index, folder in
            folder.wanted.map { (manifest: index, folder: readings[index].folder, file: $0) }
        }
        let total = tasks.reduce(Int64(0)) { $0 &+ $1.file.bytes }
        let results = Results(count: tasks.count)
        TwoThreads.each(tasks.count) { number in
            let (_, folder, file) = tasks[number]
            results.keep(
                FileProof(file, in: folder) { progress(results.add($0), total) }, of: number)
        }
        let proofs = results.all
        return readings.indices.map { index in
            let files = zip(tasks, proofs).filter { $0.0.manifest == index }.compactMap(\.1)
            let view = folders[index]
            return Proof(
                reading: readings[index],
                reopening: ReopeningReading(
                    beside: readings[index], ring, takesUnsigned: takesUnsigned),
                files: files.map { view.lookingForRenamed($0) },
                unlisted: view.unlisted, formatsElsewhere: view.elsewhere)
        }
    }

    /// What both threads have found, and how far they are.
    private final class Results: Sendable {
        private let found: Mutex<[FileProof?]>
        private let done = Atomic<Int64>(0)

        init(count: Int) { found = Mutex(Array(repeating: nil, count: count)) }

        func keep(_ proof: FileProof, of number: Int) { found.withLock { $0[number] = proof } }

        func add(_ bytes: Int) -> Int64 {
            done.wrappingAdd(Int64(bytes), ordering: .relaxed).newValue
        }

        var all: [FileProof?] { found.withLock { $0 } }
    }
}

extension FileProof {
    /// Reads the file and names everything that is not as stated.
    fileprivate init(
        _ stated: Manifest.File, in folder: String, progress: (Int) -> Void
    ) {
        self.stated = stated
        let path = "\(folder)/\(stated.name)"
        guard Files.exists(path) else {
            (bytes, rows) = (0, nil)
            faults = [AppError(.fileMissing, AppError.quoted(stated.name))]
            return
        }
        guard let reading = FileReading(path, as: stated, progress: progress) else {
            (bytes, rows) = (0, nil)
            faults = [AppError(.fileDamaged, "\(AppError.quoted(stated.name)) cannot be read")]
            return
        }
        (bytes, rows, faults) = (reading.bytes, reading.rows, reading.faults(stated))
    }
}
