import Digests
import Domain
import Services
import Sheets
import Yams

/// Reads a folder of `templates/`, strictly.
struct TemplateFile {
    private let yaml: StrictYAML
    private let path: String

    /// Reads a template.
    ///
    /// - Throws: `templateInvalid` with file, line, column and the nearest right word.
    static func template(_ files: JobCatalogue.Folder) throws(AppError) -> ReportTemplate {
        let folder = "templates/\(files.name)"
        guard let query = files.query, let sheet = files.sheet else {
            let missing = files.query == nil ? "query.sql" : "sheet.yaml"
            throw AppError(.templateInvalid, "\(folder)/\(missing):1:1 cannot be read")
        }
        guard !files.name.hasSuffix(JobDefinition.namesSuffix) else {
            throw AppError(
                .templateInvalid,
                "\(folder)/sheet.yaml:1:1 a report called …\(JobDefinition.namesSuffix) is one that "
                    + "names persons; call the folder otherwise")
        }
        let path = "\(folder)/sheet.yaml"
        let file = TemplateFile(
            yaml: try StrictYAML(
                String(decoding: sheet, as: UTF8.self), path: path, keys: keys,
                code: .templateInvalid), path: path)
        return try file.template(
            files,
            try TemplateSQL.query(
                String(decoding: query, as: UTF8.self), path: "\(folder)/query.sql",
                isOrdered: true))
    }

    private static let keys = [
        "title", "sheet", "notes", "currency", "columns", "chart", "ties",
    ]
    private static let columnKeys = [
        "column", "title", "type", "width", "total", "tones", "pseudonym_of",
    ]
    private static let chartKeys = ["title", "kind", "categories", "series", "measure"]

    private func template(
        _ files: JobCatalogue.Folder, _ query: ReportQuery
    ) throws(AppError) -> ReportTemplate {
        let columns = try columns()
        let bytes = [files.query, files.sheet, files.ties].compactMap(\.self)
        let template = ReportTemplate(
            name: files.name, title: try yaml.text("title"), sheet: try yaml.text("sheet"),
            notes: try yaml.has("notes") ? texts("notes") : [],
            currency: try yaml.has("currency") ? yaml.text("currency") : nil, columns: columns,
            chart: try yaml.has("chart") ? chart() : nil, query: query,
            ties: try ties(files, columns),
            sha256: SHA256.hex(of: Array(bytes.map { SHA256.hex(of: $0) }.joined().utf8)))
        try refuseUnshowable(template)
        return template
    }

    private func columns() throws(AppError) -> [ReportTemplate.Column] {
        var columns: [ReportTemplate.Column] = []
        for node in try yaml.list("columns") {
            let part = try yaml.section(
                node, "columns takes a list of keys and values", keys: Self.columnKeys)
            let name = try part.text("column")
            guard !columns.contains(where: { $0.name == name }) else {
                throw part.fault(try part.node("column"), "column \(name) stands twice")
            }
            let kind: ReportTemplate.Kind = try part.choice("type")
            let isTotalled = part.has("total") ? try part.flag("total") : false
            guard !isTotalled || [.integer, .decimal, .money].contains(kind) else {
                throw part.fault(
                    try part.node("total"), "a column of type \(kind.rawValue) has no total")
            }
            columns.append(
                ReportTemplate.Column(
                    name, title: try part.text("title"), kind: kind,
                    width: try part.has("width") ? part.integer("width", 1...100) : nil,
                    isTotalled: isTotalled, tones: try part.has("tones") ? tones(part) : [:],
                    persons: try part.has("pseudonym_of") ? persons(part, kind) : []))
        }
        return columns
    }

    private func persons(
        _ part: StrictYAML, _ kind: ReportTemplate.Kind
    ) throws(AppError) -> [String] {
        guard kind == .text else {
            throw part.fault(
                try part.node("pseudonym_of"), "only a column of type text has pseudonyms")
        }
        return try part.list("pseudonym_of").map { node throws(AppError) in
            guard let name = node.string, !name.isEmpty else {
                throw part.fault(node, "pseudonym_of takes a list of columns")
            }
            return name
        }
    }

    private func tones(_ part: StrictYAML) throws(AppError) -> [String: Tone] {
        var tones: [String: Tone] = [:]
        for (word, node) in try part.pairs("tones") {
            guard let tone = Tone(rawValue: node.string ?? "") else {
                let known = Tone.allCases.map(\.rawValue).joined(separator: ", ")
                throw part.fault(node, "tones takes words and \(known)")
            }
            tones[word] = tone
        }
        return tones
    }

    private func texts(_ key: String) throws(AppError) -> [String] {
        try yaml.list(key).map { node throws(AppError) in
            guard let text = node.string, !text.isEmpty else {
                throw yaml.fault(node, "\(key) takes a list of texts")
            }
            return text
        }
    }

    private func chart() throws(AppError) -> Chart {
        let part = try yaml.section("chart", keys: Self.chartKeys)
        return Chart(
            title: try part.text("title"), kind: try part.choice("kind"),
            categories: try part.text("categories"),
            series: try part.list("series").map { $0.string ?? "" },
            measure: try part.text("measure"))
    }

    private func ties(
        _ files: JobCatalogue.Folder, _ columns: [ReportTemplate.Column]
    ) throws(AppError) -> ReportTemplate.Ties? {
        guard yaml.has("ties") else {
            guard files.ties == nil else {
                throw AppError(.templateInvalid, "\(path):1:1 lacks the key ties for its ties.sql")
            }
            return nil
        }
        guard let bytes = files.ties else {
            throw yaml.fault(try yaml.node("ties"), "ties needs a ties.sql beside it")
        }
        var names: [ReportTemplate.Ties.Name] = []
        for (column, node) in try yaml.pairs("ties") {
            let isTotalled = columns.contains { $0.name == column && $0.shown.isTotalled }
            guard isTotalled || column == ReportTemplate.rows else {
                let known =
                    columns.filter(\.shown.isTotalled).map(\.name) + [ReportTemplate.rows]
                throw yaml.fault(
                    node, "ties takes columns with a total: \(known.joined(separator: ", "))")
            }
            guard let name = node.string, !name.isEmpty else {
                throw yaml.fault(node, "ties takes a sentence for \(column)")
            }
            names.append(.init(column: column, name: name))
        }
        return ReportTemplate.Ties(
            query: try TemplateSQL.query(
                String(decoding: bytes, as: UTF8.self),
                path: "templates/\(files.name)/ties.sql", isOrdered: false),
            names: names)
    }

    /// What a spreadsheet would not take is refused here, on a sheet without rows.
    private func refuseUnshowable(_ template: ReportTemplate) throws(AppError) {
        guard template.sheet.utf16.count <= 27 || template.currency == nil else {
            throw yaml.fault(
                try yaml.node("sheet"),
                "a sheet with currencies has a name of at most 27 characters, for \"… USD\"")
        }
        do { try template.empty.validate() } catch {
            throw yaml.fault(try yaml.node("sheet"), error.context)
        }
    }
}
