import Domain
import Yams

extension JobFile {
    private static let hoursKeys = ["hours", "days"]

    /// What an `audit.rollup` says under `terms`; all of it may be absent.
    func hours(kind: String) throws(AppError) -> ClinicHours {
        guard kind == AuditRollup.kind, yaml["terms"] != nil else { return ClinicHours() }
        let terms = try yaml.section("terms", keys: Self.hoursKeys + ["clinics"])
        let all = try terms.opening(else: .usual)
        guard terms.has("clinics") else { return ClinicHours(all: all) }
        var own: [String: OpeningHours] = [:]
        for (slug, node) in try terms.pairs("clinics") {
            let one = try terms.section(
                node, "a clinic takes hours and days", keys: Self.hoursKeys)
            own[slug] = try one.opening(else: all)
        }
        return ClinicHours(all: all, own: own)
    }
}

extension StrictYAML {
    /// `hours: 07:00-20:00` and `days: [mon, tue]`.
    fileprivate func opening(else absent: OpeningHours) throws(AppError) -> OpeningHours {
        var (from, until, days) = (absent.from, absent.until, absent.days)
        if has("hours") {
            guard let span = OpeningHours.span(try text("hours")) else {
                throw fault(
                    try node("hours"), "hours takes a span of one day, such as 07:00-20:00")
            }
            (from, until) = span
        }
        if has("days") {
            days = try list("days").map { part throws(AppError) in
                guard let index = OpeningHours.names.firstIndex(of: part.string ?? "") else {
                    throw fault(
                        part, "days takes \(OpeningHours.names.joined(separator: ", "))")
                }
                return index + 1
            }
        }
        return OpeningHours(from: from, until: until, days: days)
    }
}
