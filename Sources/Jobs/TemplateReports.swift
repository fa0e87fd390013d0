package import Access
package import Domain
import Repositories
package import Services

/// Makes the reports of templates: a sheet or more each, in one snapshot.
package struct TemplateReports: Job {
    package static let kind = "report.templates"
    /// The version of how templates are read and shown.
    private static let rulesVersion = "template-1"
    private let rows = TemplateRepository()

    package init() {}

    /// What each template's queries gave.
    package typealias Output = [Part]

    /// One template's rows and what they are held against.
    package struct Part: Sendable {
        let fold: TemplateFold
        let controls: [TemplateFold.Control]
    }

    package func statements(_ plan: Plan) -> [String] {
        plan.reports.flatMap {
            [$0.query.statement, $0.sha256] + ($0.ties.map { [$0.query.statement] } ?? [])
        } + PostingRepository.SQL.allCases.map(\.rawValue)
    }

    /// Has every query looked at before the first row is read.
    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> [Part] {
        let looked = try plan.reports.map { template in
            let check = TemplateCheck(template)
            return (
                template: template, columns: try check.columns(from: snapshot),
                ofTies: try template.ties.map { try check.columns(ofTies: $0, from: snapshot) }
            )
        }
        let pseudonyms = try pseudonyms(plan, from: snapshot)
        let plan = try plan.knowingLate(from: snapshot)
        var done: Int64 = 0
        return try looked.map { template, columns, ofTies in
            var fold = try TemplateFold(
                template, columns: columns.map(\.name), of: plan.clinic,
                pseudonyms: pseudonyms, scratch: plan.scratch)
            try rows.rows(
                template.query.statement, columns, of: plan.clinic, in: plan.period,
                late: try plan.late(from: snapshot), from: snapshot, named: template.name,
                saysNames: plan.saysNames
            ) {
                try fold.take($0)
                done += 1
                if done & 0xFFF == 0 { progress(RowProgress(done: done, expected: 0)) }
            }
            return Part(
                fold: fold, controls: try controls(template, ofTies ?? [], plan, from: snapshot))
        }
    }

    private func pseudonyms(
        _ plan: Plan, from snapshot: some Snapshot
    ) throws -> Pseudonyms? {
        guard plan.reports.contains(where: \.showsPersons) else { return nil }
        return Pseudonyms(key: try rows.pseudonymKey(from: snapshot), of: plan.clinic.id)
    }

    private func controls(
        _ template: ReportTemplate, _ columns: [ResultColumn], _ plan: Plan,
        from snapshot: some Snapshot
    ) throws -> [TemplateFold.Control] {
        guard let ties = template.ties else { return [] }
        let money = template.currency.flatMap { name in columns.firstIndex { $0.name == name } }
        let places = ties.names.map { tie in columns.firstIndex { $0.name == tie.column } ?? 0 }
        var controls: [TemplateFold.Control] = []
        try rows.rows(
            ties.query.statement, columns, of: plan.clinic, in: plan.period,
            late: try plan.late(from: snapshot), from: snapshot, named: template.name,
            saysNames: plan.saysNames
        ) { row in
            let currency = try currency(row, money, plan.clinic)
            guard !controls.contains(where: { $0.currency == currency }) else {
                throw AppError(
                    .reportRowsInvalid, "\(ties.query.path): two rows are of \(currency.code)")
            }
            controls.append(
                TemplateFold.Control(currency: currency, figures: places.map { row[$0].figure }))
        }
        return controls
    }

    private func currency(
        _ row: [ReportValue], _ place: Int?, _ clinic: Clinic
    ) throws(AppError) -> Currency {
        guard let place else { return clinic.currency }
        guard case .text(let code) = row[place] else {
            throw AppError(.reportRowsInvalid, "a row of ties has no currency")
        }
        return try Currency(code: code)
    }

    package func report(_ output: [Part], _ plan: Plan) throws -> Report {
        Report(
            title: plan.title, ties: output.flatMap { $0.fold.ties($0.controls) },
            sheets: output.flatMap(\.fold.sheets)
                + [NotShown.sheet(output.map(\.fold))].compactMap(\.self),
            rulesVersion: Self.rulesVersion, breaks: 0, totals: output.flatMap(\.fold.totals))
    }

    /// Nothing is kept beside the files.
    package func record(
        _ output: [Part], _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {}
}

extension ReportValue {
    /// A number; NULL, as a sum of no row is, counts as zero.
    fileprivate var figure: Fixed {
        switch self {
        case .integer(let number): Fixed(unscaled: Int128(number), scale: 0)
        case .decimal(let number): number
        default: Fixed(unscaled: 0, scale: 0)
        }
    }
}
