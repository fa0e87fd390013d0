import Foundation
import Glibc
import TestSupport

/// A file system for one run, in a mount namespace that ends with it.
struct OwnDisk {
    let options: String

    /// Only root may mount; others become root of a namespace of users first.
    private static let flags = getuid() == 0 ? "-m" : "-rm"

    static let canBeMade: Bool = {
        let done = try? Program.run(
            "/usr/bin/unshare", [flags, "mount", "-t", "tmpfs", "tmpfs", "/dev"])
        return done?.status == 0
    }()

    /// Runs the program with that disk as its output folder, and lists the files left there.
    func run(
        _ office: Office, _ order: [String], _ environment: [String: String] = [:]
    ) throws -> (Program, left: [String]) {
        let script = """
            mkdir -p "$OUT" && mount -t tmpfs -o "$OPTIONS" tmpfs "$OUT" || exit 99
            "$@"; status=$?
            find "$OUT" -type f -o -name "*.tmp*" > "$LIST"; exit $status
            """
        let listing = try TemporaryFolder()
        let done = try Program.run(
            "/usr/bin/unshare",
            [Self.flags, "sh", "-c", script, "sh", Program.evclinic] + order,
            environment: office.database.environment(
                [
                    "OUT": office.out, "OPTIONS": options, "LIST": "\(listing.path)/list",
                ].merging(environment) { $1 }), folder: office.folder.path)
        let list = try String(contentsOfFile: "\(listing.path)/list", encoding: .utf8)
        return (done, list.split(separator: "\n").map(String.init))
    }
}
