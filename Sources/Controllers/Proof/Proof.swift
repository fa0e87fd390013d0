package import Domain

/// What came of one manifest: what it states, and every fault of it and of its files.
package struct Proof: Sendable {
    package let reading: ManifestReading
    /// `nil` where none lies beside the manifest.
    package let reopening: ReopeningReading?
    package let files: [FileProof]
    /// Files of its revision's name that it does not list.
    package let unlisted: [String]
    /// Formats that it lists and that are whole somewhere else.
    package let formatsElsewhere: [String]

    /// Of the manifest first, then of its files in their order.
    package var faults: [AppError] {
        reading.faults + (reopening?.faults ?? []) + files.flatMap(\.faults)
            + unlisted.map { AppError(.fileUnlisted, AppError.quoted($0)) }
    }

    package var rows: Int64 { files.reduce(0) { $0 + ($1.rows ?? 0) } }
    package var bytes: Int64 { files.reduce(0) { $0 + $1.bytes } }
}

/// What came of one file of a manifest.
package struct FileProof: Sendable {
    package let stated: Manifest.File
    package let faults: [AppError]
    /// Read of it.
    package let bytes: Int64
    /// Of a CSV that is there.
    package let rows: Int64?

    var isMissing: Bool { faults.contains { $0.code == .fileMissing } }
    var isWhole: Bool { faults.isEmpty }
}
