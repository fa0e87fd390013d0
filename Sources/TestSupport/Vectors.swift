package import Foundation

/// Public vectors beside the repository, or where `EVCLINIC_VECTORS` says; they may be missing.
///
/// A suite extends it by what it reads.
package enum Vectors {
    /// The file's content, or `nil` with a line that says so.
    package static func data(_ name: String) -> Data? {
        let folder =
            ProcessInfo.processInfo.environment["EVCLINIC_VECTORS"]
            ?? TestCluster.checkout + "/../shared/vectors"
        guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
            print("skipped: vectors not found (\(name))")
            return nil
        }
        return data
    }
}
