import Documents
import Domain

/// How computed documents stand beside what their file expects.
struct TaxScorecard {
    /// A document with a difference, or one that was refused.
    private struct Row {
        let id: String
        let isCalledExact: Bool
        let reasons: [String]
        let differences: [Expectation.Difference]
        /// Whether all but the lines' nets comes out from the nets that the file states.
        let holdsFromNets: Bool
    }

    let file: String
    private(set) var documents = 0
    private(set) var refusals: [(id: String, fault: DocumentFault, place: String?)] = []
    private var rows: [Row] = []
    /// Figures that were compared.
    private(set) var figures = 0
    private var (calledExact, equal, uncompared) = (0, 0, 0)

    /// Documents that differ and do not say so themselves.
    var differing: Int { rows.count(where: \.isCalledExact) }

    init(_ file: String) { self.file = file }

    /// Computes a document and compares it.
    mutating func take(_ one: CaseFile.Case, _ file: inout CaseFile) {
        documents += 1
        do {
            let billed = try one.document.get()
            let computed = try ComputedDocument(billed)
            let expected = try Expectation(one, computed)
            guard let expected, expected.compared > 0 else {
                uncompared += 1
                return
            }
            figures += expected.compared
            if expected.isCalledExact { calledExact += 1 }
            guard !expected.differences.isEmpty else {
                equal += 1
                return
            }
            var holdsFromNets = false
            if let stated = try Expectation.withStatedNets(one, billed) {
                let other = try Expectation(one, try ComputedDocument(stated))
                holdsFromNets = other?.differences.isEmpty ?? false
            }
            rows.append(
                Row(
                    id: one.id, isCalledExact: expected.isCalledExact, reasons: expected.reasons,
                    differences: expected.differences, holdsFromNets: holdsFromNets))
        } catch {
            refusals.append((one.id, error, error.position.map { file.place(of: $0) }))
        }
    }

    /// For people, in 80 columns.
    var text: String {
        let differ = rows.reduce(0) { $0 + $1.differences.count }
        let summary = [
            ["documents", "\(documents)"], ["refused", "\(refusals.count)"],
            ["nothing to compare", "\(uncompared)"], ["equal in every figure", "\(equal)"],
            ["called exact, and equal", "\(calledExact - differing) of \(calledExact)"],
            ["figures compared", "\(figures)"], ["figures that differ", "\(differ)"],
        ]
        var lines =
            [file]
            + summary.map { row in
                "  " + row[0] + String(repeating: " ", count: max(1, 26 - row[0].count)) + row[1]
            }
        for row in rows {
            lines.append("")
            lines += Self.wrapped(
                row.id + (row.isCalledExact ? "" : " (not called exact by the file)"), 0)
            for one in row.differences {
                lines += Self.wrapped("\(one.place): ours \(one.ours), theirs \(one.theirs)", 2)
            }
            for reason in row.reasons { lines += Self.wrapped("reason: \(reason)", 2) }
            if row.holdsFromNets {
                lines += Self.wrapped("from the nets stated, every other figure is equal", 2)
            }
        }
        for one in refusals {
            lines.append("")
            lines += Self.wrapped("\(one.id): \(Self.words(one.fault, one.place))", 0)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func words(_ fault: DocumentFault, _ place: String?) -> String {
        let places = [fault.line.map { "line \($0)" }, place].compactMap(\.self)
        return "\(fault.error.errorCode): \(fault.error.sentence)"
            + (places.isEmpty ? "" : " (\(places.joined(separator: ", ")))")
    }

    /// A text in lines of at most 80 columns, broken at blanks.
    private static func wrapped(_ text: String, _ indent: Int) -> [String] {
        var lines = [String(repeating: " ", count: indent)]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            let isFirst = last.allSatisfy { $0 == " " }
            if !isFirst, last.count + 1 + word.count > 80 {
                lines.append(String(repeating: " ", count: indent + 2) + word)
            } else {
                lines[lines.count - 1] = isFirst ? last + word : "\(last) \(word)"
            }
        }
        return lines
    }
}

extension TaxScorecard {
    /// For programs.
    func write(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("file", file)
            writer.count("documents", documents)
            writer.count("refused", refusals.count)
            writer.count("nothing_compared", uncompared)
            writer.count("equal", equal)
            writer.count("called_exact", calledExact)
            writer.count("called_exact_equal", calledExact - differing)
            writer.count("figures", figures)
            writer.list("different", rows) { writer, row in
                writer.member("id", row.id)
                writer.member("called_exact", row.isCalledExact)
                writer.list("figures", row.differences) { writer, one in
                    writer.member("place", one.place)
                    writer.member("ours", one.ours)
                    writer.member("theirs", one.theirs)
                }
                writer.list("reasons", row.reasons) { $0.member("reason", $1) }
                writer.member("equal_from_stated_nets", row.holdsFromNets)
            }
            writer.list("refusals", refusals) { writer, one in
                writer.member("id", one.id)
                writer.member("code", one.fault.error.errorCode)
                writer.member("message", one.fault.error.sentence)
                writer.member("line", one.fault.line)
                writer.member("place", one.place)
            }
        }
        writer.endLine()
    }
}
