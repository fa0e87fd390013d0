import Controllers
import Domain
import Glibc
import Jobs

/// Where `jobs/` and `templates/` are.
enum Root {
    /// The folder named by EVCLINIC_ROOT, else the current one, else one above the program.
    ///
    /// - Throws: `rootNotFound`.
    static func folder(_ configured: String?) throws(AppError) -> String {
        if let configured {
            guard Files.exists("\(configured)/jobs") else {
                throw AppError(.rootNotFound, "EVCLINIC_ROOT has no folder jobs")
            }
            return configured
        }
        for candidate in ["."] + aboveProgram() where Files.exists("\(candidate)/jobs") {
            return candidate
        }
        throw AppError(.rootNotFound, "neither here nor above the program")
    }

    /// The jobs declared there.
    static func catalogue(_ configured: String?) throws(AppError) -> JobCatalogue {
        let jobs = try folder(configured) + "/jobs"
        let sources = Files.names(in: jobs).map {
            JobCatalogue.Source(name: $0, bytes: Files.bytes("\(jobs)/\($0)"))
        }
        return JobCatalogue(sources)
    }

    private static func aboveProgram() -> [String] {
        guard let program = realpath("/proc/self/exe", nil) else { return [] }
        defer { free(program) }
        var parts = String(cString: program).split(separator: "/")
        var folders: [String] = []
        while !parts.isEmpty {
            parts.removeLast()
            folders.append("/" + parts.joined(separator: "/"))
        }
        return folders
    }
}
