import Domain

/// Where the public half of a key is looked for when a manifest names it.
package struct KeyRing: Sendable {
    private let folder: String?

    /// - Parameter folder: the only place to look; `nil` looks into `keys` beside the reports.
    package init(_ folder: String?) { self.folder = folder }

    /// Whether keys are those that lie beside the reports, which whoever writes there may replace.
    package var isBesideReports: Bool { folder == nil }

    /// A manifest lies two folders below the one that has `keys`; copies lie in that one itself.
    private static let levels = 3

    /// The key of that number, for a manifest of a folder.
    ///
    /// - Throws: `signingKeyInvalid` for a file of that name that is no such key.
    func key(_ id: String, for place: String) throws(AppError) -> ManifestKey? {
        if let folder { return try KeyFolder(folder).key(id) }
        var above = place
        for _ in 0..<Self.levels {
            if let key = try KeyFolder("\(above)/\(KeyFolder.besideReports)").key(id) { return key }
            above += "/.."
        }
        return nil
    }

    /// Where it looks, for an error.
    var place: String {
        folder.map { AppError.quoted($0) } ?? "\(KeyFolder.besideReports)/ beside the reports"
    }
}
