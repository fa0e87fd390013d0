import Domain
import Glibc

/// Finds manifests below folders.
enum ManifestSearch {
    /// Folders below folders; links are not followed.
    private static let depthMax = 16

    /// The files among the paths, and for folders every manifest below, sorted by name.
    ///
    /// - Throws: `manifestMissing` for a path with none.
    static func manifests(in paths: [String]) throws(AppError) -> [String] {
        var found: [String] = []
        for path in paths {
            let manifests = kind(path, following: true) == S_IFDIR ? below(path, 0) : [path]
            guard !manifests.isEmpty, manifests.allSatisfy(Files.exists) else {
                throw AppError(.manifestMissing, AppError.quoted(path))
            }
            found += manifests.filter { !found.contains($0) }
        }
        return found
    }

    /// Every manifest below a folder that is there, sorted by name; none where there is no such folder.
    static func manifests(below folder: String) -> [String] {
        below(folder, 0).filter(Files.exists)
    }

    private static func below(_ folder: String, _ depth: Int) -> [String] {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return Files.names(in: folder).flatMap { name -> [String] in
            guard !name.hasPrefix(".") else { return [] }
            if name.hasSuffix(DraftWriter.manifestSuffix) { return [prefix + name] }
            guard depth < depthMax, kind(prefix + name, following: false) == S_IFDIR else {
                return []
            }
            return below(prefix + name, depth + 1)
        }
    }

    private static func kind(_ path: String, following: Bool) -> mode_t? {
        var facts = stat()
        let status = following ? stat(path, &facts) : lstat(path, &facts)
        return status == 0 ? facts.st_mode & S_IFMT : nil
    }
}
