import Domain
package import Sheets

/// The sheets of an audit rollup.
package struct AuditSheets {
    static let look = "Needs a look"
    static let heat = "Heat map"
    static let flags = "Flags"
    static let rollup = "Rollup"
    /// More than anybody looks at in one go; the sheet of flags has all.
    private static let looksMax = 50

    private let outcome: AuditOutcome

    package init(_ outcome: AuditOutcome) { self.outcome = outcome }

    /// In the order of the workbook.
    package var all: [Sheet] { [look, heat, flags, rollup] }

    private var look: Sheet {
        let looks = outcome.looks
        let shown = looks.prefix(Self.looksMax)
        let left = looks.count - shown.count
        let weights = AuditConcern.allCases.map { "\($0.rawValue) \($0.weight)" }
        return Sheet(
            name: Self.look, slug: "needs-a-look", title: "What needs a look",
            notes: [
                left == 0
                    ? "Every row of the trail that is flagged, the weightiest first, then the earliest."
                    : "The \(shown.count) weightiest, then earliest, of \(looks.count) flagged rows; "
                        + "the sheet \(Self.flags) has all.",
                "Weights add up: \(weights.joined(separator: ", ")).",
                "Times are the clinic's, \(outcome.timeZone).",
            ],
            columns: [
                Column("No.", .integer), Column("Weight", .integer), Column("When"),
                Column("Login"), Column("Role"), Column("Action"), Column("Entity"), Column("Id"),
                Column("Why", width: 60), Column("Trail row", .integer),
            ],
            rows: shown.enumerated().map { index, look in
                let first = look.flags[0]
                return SheetRow([
                    .integer(Int64(index + 1)), .integer(Int64(look.weight)), .text(first.local),
                    .text(first.login), .text(first.role), .text(first.action),
                    .text(first.entity), .text(first.entityID),
                    .text(look.flags.map(\.told).joined(separator: "; ")), .integer(first.id),
                ])
            })
    }

    private var heat: Sheet {
        var rows: [[Int64]] = Array(repeating: Array(repeating: 0, count: 7), count: 24)
        for hour in outcome.hours { rows[hour.hour][hour.weekday - 1] += hour.rows }
        return Sheet(
            name: Self.heat, slug: "heat-map", title: "Rows of the trail by hour and weekday",
            notes: [
                "Hours are those that the clinic's clocks show, \(outcome.timeZone); "
                    + "open \(outcome.open.text)."
            ],
            columns: [Column("Hour", width: 12)]
                + OpeningHours.names.map {
                    Column(
                        $0.prefix(1).uppercased() + $0.dropFirst(), .integer, width: 9,
                        isTotalled: true, isShaded: true)
                } + [Column("All days", .integer, width: 11, isTotalled: true)],
            rows: rows.enumerated().map { hour, days in
                SheetRow(
                    [
                        .text(
                            "\(OpeningHours.clock(hour * 60))-\(OpeningHours.clock(hour * 60 + 60))"
                        )
                    ]
                        + days.map(Cell.integer) + [.integer(days.reduce(0, +))])
            })
    }

    private var flags: Sheet {
        Sheet(
            name: Self.flags, slug: "flags", title: "Rows of the trail that are flagged",
            notes: [
                "By concern, then by time. A flag of several rows stands for rows alike of one day, and has "
                    + "the time and the number of the first.",
                "After hours: outside \(outcome.open.text), \(outcome.timeZone). First time: not done in the "
                    + "\(outcome.lookBackDays) days before the period; none where the trail is empty there.",
                "An id that could name a person is left out.",
            ],
            columns: [
                Column("Concern"), Column("When"), Column("Login"), Column("Role"),
                Column("Action"), Column("Entity"), Column("Id"),
                Column("Rows", .integer, isTotalled: true), Column("Why", width: 60),
                Column("Trail row", .integer),
            ],
            rows: outcome.flags.map { flag in
                SheetRow([
                    .text(flag.concern.rawValue), .text(flag.local), .text(flag.login),
                    .text(flag.role), .text(flag.action), .text(flag.entity),
                    .text(flag.entityID), .integer(flag.rows), .text(flag.why),
                    .integer(flag.id),
                ])
            })
    }

    private var rollup: Sheet {
        let codes = Set(outcome.rollup.map(\.currency))
        let only = codes.count == 1 ? codes.first.map(Self.digits) : nil
        return Sheet(
            name: Self.rollup, slug: "rollup",
            title: "The trail by day, user, role, entity and action",
            notes: [
                "Days are the clinic's, \(outcome.timeZone). Money moved: gross, else amount, after less "
                    + "before; what is not there counts as nothing.",
                outcome.unreadable == 0
                    ? "The money of every row can be read."
                    : "Rows whose money cannot be read: \(outcome.unreadable). They move nothing here, and "
                        + "are flagged.",
            ],
            columns: [
                Column("Day", .day), Column("Login"), Column("Role"), Column("Entity"),
                Column("Action"), Column("Rows", .integer, isTotalled: true),
                Column("Unreadable", .integer, isTotalled: true), Column("Currency"),
                Column("Money moved", .decimal, isTotalled: only != nil, digits: only ?? 0),
            ],
            rows: outcome.rollup.map { row in
                SheetRow([
                    .day(row.day), .text(row.login), .text(row.role), .text(row.entity),
                    .text(row.action), .integer(row.rows), .integer(row.unreadable),
                    .text(row.currency),
                    .decimal(row.money.reduced.padded(Self.digits(row.currency))),
                ])
            })
    }

    private static func digits(_ code: String) -> Int {
        (try? Currency(code: code))?.exponent ?? 2
    }
}

extension AuditFlag {
    /// Concern and why in one sentence.
    fileprivate var told: String {
        rows > 1 ? "\(concern.rawValue): \(why) (\(rows) rows)" : "\(concern.rawValue): \(why)"
    }
}
