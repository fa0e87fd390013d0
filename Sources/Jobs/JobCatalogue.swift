import Digests
package import Domain
package import Scheduling
package import Services
package import Sheets

/// The jobs that a folder `jobs/` declares, by name.
package struct JobCatalogue: Sendable {
    /// By name.
    package let jobs: [JobDefinition]
    /// Files that could not be read; the other jobs stay usable.
    package let faults: [AppError]

    /// A file of the folder, as its reader found it.
    package struct Source: Sendable {
        /// Such as `tax-reconciliation.yaml`.
        package let name: String
        /// `nil` when it cannot be read.
        package let bytes: [UInt8]?
        package init(name: String, bytes: [UInt8]?) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Templates that could be read, by name.
    package let templates: [ReportTemplate]

    /// Pictures of `templates/logos`, by the clinic's slug.
    private let logos: [String: Logo]

    /// The picture for a clinic's certificates: its own, or `default.png`.
    package func logo(of slug: String) -> Logo? { logos[slug] ?? logos["default"] }

    /// A folder of `templates/`, as its reader found it.
    package struct Folder: Sendable {
        /// Such as `sales-register`.
        package let name: String
        /// `nil` for a file that is not there or cannot be read.
        package let query: [UInt8]?
        package let sheet: [UInt8]?
        package let ties: [UInt8]?

        package init(name: String, query: [UInt8]?, sheet: [UInt8]?, ties: [UInt8]?) {
            self.name = name
            self.query = query
            self.sheet = sheet
            self.ties = ties
        }
    }

    /// The work of clinics that this program knows, a kind each.
    private static let works: [any Job] = [
        TaxReconciliation(), BillingReconciliation(), TemplateReports(), MonthlyPack(),
        JournalExport(), AuditRollup(),
    ]

    /// Kinds of job that this program has.
    package static let kinds = works.map { type(of: $0).kind } + [JobDefinition.fanOut]

    /// Kinds whose files name templates.
    package static let kindsOfReports = [TemplateReports.kind, MonthlyPack.kind]

    /// Kinds whose files say how far two sides may lie apart.
    static let kindsOfTerms = [BillingReconciliation.kind, MonthlyPack.kind]

    /// What a job of a kind does for a clinic.
    ///
    /// - Throws: `jobFileInvalid` for a kind that does nothing by itself.
    package static func work(of kind: String) throws(AppError) -> any Job {
        guard let work = works.first(where: { type(of: $0).kind == kind }) else {
            throw AppError(.jobFileInvalid, "kind \(AppError.quoted(kind)) runs for no clinic")
        }
        return work
    }

    /// Reads every `.yaml` among the files; a `.yml` is a fault, so that nobody waits for it in vain.
    ///
    /// A template that cannot be read is a fault of its own, and of each job that makes it.
    package init(
        _ sources: [Source], templates folders: [Folder] = [], logos pictures: [Source] = [],
        zones: ZoneFolder = .system
    ) {
        var (jobs, faults): ([JobDefinition], [AppError]) = ([], [])
        var templates: [ReportTemplate] = []
        for folder in folders.sorted(by: { $0.name < $1.name }) {
            do { templates.append(try TemplateFile.template(folder)) } catch {
                faults.append(error)
            }
        }
        for source in sources.sorted(by: { $0.name < $1.name }) where source.isJob {
            do { jobs.append(try source.definition(zones).taking(templates)) } catch {
                faults.append(error)
            }
        }
        var logos: [String: Logo] = [:]
        for picture in pictures {
            guard picture.name.hasSuffix(".png"), let logo = picture.bytes.flatMap(Logo.init) else {
                faults.append(
                    AppError(
                        .templateInvalid,
                        "templates/logos/\(picture.name):1:1 a logo is SLUG.png or default.png, a PNG "
                            + "of at most 1 MiB and 4000 pixels a side; certificates go without"))
                continue
            }
            logos[String(picture.name.dropLast(4))] = logo
        }
        self.logos = logos
        self.templates = templates
        (self.jobs, self.faults) = Self.withoutDangling(jobs, faults)
    }

    /// Sets jobs apart that run others which there are not, or which do not run for clinics.
    private static func withoutDangling(
        _ jobs: [JobDefinition], _ faults: [AppError]
    ) -> ([JobDefinition], [AppError]) {
        let known = jobs.filter { !$0.isForGroup }.map(\.name)
        var (kept, faults): ([JobDefinition], [AppError]) = ([], faults)
        for job in jobs {
            let dangling = zip(job.runs, job.runPlaces).first { !known.contains($0.0) }
            guard let (missing, place) = dangling else {
                kept.append(job)
                continue
            }
            let near = nearestHint(to: missing, among: known)
            faults.append(
                AppError(
                    .jobFileInvalid,
                    "\(place) runs \(AppError.quoted(missing)), which is no job of "
                        + "clinics\(near)"))
        }
        return (kept, faults)
    }

    /// The job of that name, or the report of a template by itself, for whoever asks for it now;
    /// `monthly-close@evergreen` is a job for a group.
    ///
    /// - Throws: the fault of its own file, or `jobUnknown` with the nearest name.
    package func job(named name: String) throws(AppError) -> JobDefinition {
        if let job = jobs.first(where: { $0.name == name }) { return job }
        if let at = name.firstIndex(of: "@") {
            return try job(named: String(name[..<at])).joining(String(name[at...].dropFirst()))
        }
        if let template = templates.first(where: { $0.name == name }) {
            return try JobDefinition(onDemand: template)
        }
        if let fault = faults.first(where: { $0.context.hasPrefix("jobs/\(name).yaml") }) {
            throw fault
        }
        if let fault = faults.first(where: { $0.context.hasPrefix("templates/\(name)/") }) {
            throw fault
        }
        let hint = nearestHint(to: name, among: jobs.map(\.name) + templates.map(\.name))
        throw AppError(.jobUnknown, AppError.quoted(name) + hint)
    }
}

extension JobCatalogue.Source {
    var isJob: Bool {
        (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix(".")
    }

    /// The job that it declares.
    func definition(_ zones: ZoneFolder) throws(AppError) -> JobDefinition {
        let path = "jobs/\(name)"
        guard name.hasSuffix(".yaml") else {
            throw AppError(.jobFileInvalid, "\(path):1:1 the file's name must end in .yaml")
        }
        guard let bytes else {
            throw AppError(.jobFileInvalid, "\(path):1:1 cannot be read")
        }
        return try JobFile.definition(
            String(decoding: bytes, as: UTF8.self), path: path, name: String(name.dropLast(5)),
            sha256: SHA256.hex(of: bytes), kinds: JobCatalogue.kinds, zones: zones)
    }
}

extension JobDefinition {
    /// Of the sheets that every workbook has.
    private static let reservedTabs: Set<String> = [
        "certificate", "about", "not shown", "not-shown",
    ]

    /// With the templates that its file names.
    ///
    /// - Throws: `jobFileInvalid` for a name that no readable template has, or two of one tab.
    fileprivate func taking(_ templates: [ReportTemplate]) throws(AppError) -> JobDefinition {
        var taken = self
        for (name, place) in zip(reportNames, reportPlaces) {
            guard let template = templates.first(where: { $0.name == name }) else {
                let near = nearestHint(to: name, among: templates.map(\.name))
                throw AppError(
                    .jobFileInvalid,
                    "\(place) there is no readable template \(AppError.quoted(name))\(near)")
            }
            let tab = template.sheet.lowercased()
            guard !taken.reports.contains(where: { $0.sheet.lowercased() == tab }),
                !Self.reservedTabs.contains(tab), !Self.reservedTabs.contains(template.name)
            else {
                throw AppError(
                    .jobFileInvalid,
                    "\(place) \(AppError.quoted(name)) has the tab \(AppError.quoted(template.sheet)), "
                        + "which another sheet of the workbook has")
            }
            taken.reports.append(template)
        }
        return taken
    }
}
