import Domain
import Sheets

/// The certificates of several clinics: a row a tie, a column a clinic.
///
/// Ties that differ in nothing but the currency, or in what is one clinic's own, share a row.
struct CertificateMatrix {
    private let clinics: [String]
    /// In the order in which the clinics' certificates first have them.
    private let subjects: [String]
    private let ties: [String: [String: [Tie]]]
    private static let without = "n/a"
    /// A cell says so many differences at most.
    private static let differencesMax = 3

    init(_ packs: [JoinedPack]) {
        clinics = packs.clinics
        var (subjects, ties): ([String], [String: [String: [Tie]]]) = ([], [:])
        for pack in packs {
            for tie in pack.ties {
                let subject = tie.subject ?? Self.subject(of: tie.name)
                if ties[subject] == nil { subjects.append(subject) }
                ties[subject, default: [:]][pack.part.clinic, default: []].append(tie)
            }
        }
        (self.subjects, self.ties) = (subjects, ties)
    }

    var sheet: Sheet {
        let rows = subjects.map { subject in
            [subject] + clinics.map { Self.cell(ties[subject]?[$0] ?? []) }
        }
        let all = rows + [["Ties that hold"] + clinics.map(count)]
        return Sheet(
            name: GroupReport.certificates, slug: "certificates", title: "Certificates",
            notes: [
                "What each clinic's certificate says of a tie; a failure is told with this side less "
                    + "the other.",
                "\(Self.without): the clinic's certificate has no such tie.",
            ],
            columns: [Column("Tie", width: 60)]
                + clinics.enumerated().map { place, clinic in
                    Column(clinic, tones: Self.tones(all.map { $0[place + 1] }))
                },
            rows: all.map { row in SheetRow(row.map { .text($0) }) })
    }

    /// Its name without the currency and what stands behind it: `Net = tax base (EUR), first A-1`.
    static func subject(of name: String) -> String {
        let letters = Array(name)
        for place in letters.indices.dropLast(5) where letters[place] == " " {
            let code = letters[place + 2..<place + 5]
            if letters[place + 1] == "(", letters[place + 5] == ")",
                code.allSatisfy({ "A"..."Z" ~= $0 })
            {
                return String(letters[..<place])
            }
        }
        return name
    }

    private static func cell(_ ties: [Tie]) -> String {
        guard !ties.isEmpty else { return without }
        let failed = ties.filter { !$0.holds }
        guard !failed.isEmpty else { return "PASS" }
        let told = failed.prefix(differencesMax).map { tie in
            let code = tie.name.dropFirst(subject(of: tie.name).count + 2).prefix(3)
            return tie.difference.description + (code.isEmpty ? "" : " \(code)")
        }
        let rest = failed.count > told.count ? ["\(failed.count - told.count) more"] : []
        return "FAIL \((told + rest).joined(separator: ", "))"
    }

    private func count(_ clinic: String) -> String {
        let all = subjects.flatMap { ties[$0]?[clinic] ?? [] }
        return "\(all.count(where: \.holds)) of \(all.count)"
    }

    /// Every text of a column that is good or bad; `59 of 60` is bad.
    private static func tones(_ texts: [String]) -> [String: Tone] {
        var tones: [String: Tone] = ["PASS": .good]
        for text in texts where text.hasPrefix("FAIL") { tones[text] = .bad }
        if let count = texts.last {
            let words = count.split(separator: " ")
            tones[count] = words.first == words.last ? .good : .bad
        }
        return tones
    }
}
