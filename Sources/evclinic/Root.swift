import Controllers
import Domain
import Glibc
import Jobs
import Sheets

/// Where `jobs/` and `templates/` are.
enum Root {
    /// EVCLINIC_ROOT alone, for commands that need no database and so no other setting.
    static var configured: String? { Environment.value("EVCLINIC_ROOT") }

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
        let root = try folder(configured)
        let (jobs, templates) = (root + "/jobs", root + "/templates")
        let sources = Files.names(in: jobs).map {
            JobCatalogue.Source(name: $0, bytes: Files.bytes("\(jobs)/\($0)"))
        }
        // Beside reports, `templates/` has mappings of bank and gateway files.
        let folders = Files.names(in: templates).filter {
            Files.exists("\(templates)/\($0)/sheet.yaml")
                || Files.exists("\(templates)/\($0)/query.sql")
        }.map { name in
            JobCatalogue.Folder(
                name: name, query: Files.bytes("\(templates)/\(name)/query.sql"),
                sheet: Files.bytes("\(templates)/\(name)/sheet.yaml"),
                ties: Files.bytes("\(templates)/\(name)/ties.sql"))
        }
        let logos = Files.names(in: "\(templates)/logos").filter { !$0.hasPrefix(".") }.map {
            name in
            JobCatalogue.Source(
                name: name, bytes: Files.head("\(templates)/logos/\(name)", Logo.bytesMax + 1))
        }
        return JobCatalogue(sources, templates: folders, logos: logos)
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
