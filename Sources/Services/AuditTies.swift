import Domain

/// The ties of an audit rollup: its rows against the trail, counted otherwise.
package struct AuditTies {
    private let outcome: AuditOutcome

    package init(_ outcome: AuditOutcome) { self.outcome = outcome }

    package var all: [Tie] {
        let flagged = outcome.flags.filter { $0.concern == .unreadable }.reduce(0) { $0 + $1.rows }
        return [
            Self.tie(
                "Rows of the rollup = rows of the trail", outcome.rows, outcome.counted,
                AuditSheets.rollup),
            Self.tie(
                "Rows of the heat map = rows of the rollup",
                outcome.hours.reduce(0) { $0 + $1.rows }, outcome.rows, AuditSheets.heat),
            Self.tie(
                "Rows that flags name = such rows of the trail", Int64(outcome.flagged.count),
                outcome.found, AuditSheets.flags),
            Self.tie(
                "Flagged as unreadable = unreadable in the rollup", flagged, outcome.unreadable,
                AuditSheets.flags),
        ]
    }

    private static func tie(
        _ name: String, _ left: Int64, _ right: Int64, _ sheet: String
    ) -> Tie {
        Tie(
            name, Fixed(unscaled: Int128(left), scale: 0),
            Fixed(unscaled: Int128(right), scale: 0), sheet: sheet)
    }
}
