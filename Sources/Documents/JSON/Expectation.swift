import Domain

/// What a case expects, held against what was computed.
package struct Expectation {
    /// One figure that differs.
    package struct Difference: Sendable {
        /// Such as `groups VAT 21.0 tax`.
        package let place: String
        package let ours: String
        package let theirs: String
    }

    /// Figures compared.
    package private(set) var compared = 0
    package private(set) var differences: [Difference] = []
    /// What the case says about itself.
    package let isCalledExact: Bool
    package let reasons: [String]
    private let digits: Int

    /// Compares all that the case expects; `nil` when it has no such member.
    ///
    /// - Throws: `taxDocumentInvalid` for what is no object or no number.
    package init?(_ one: CaseFile.Case, _ document: ComputedDocument) throws(DocumentFault) {
        guard let view = one.view, let expected = view.member("expected") else { return nil }
        try Self.refuse(expected, "expected")
        isCalledExact = view.member("exact")?.kind != .no
        reasons = one.texts("inexact_reasons")
        digits = document.billed.digits
        try compare(lines: expected, document.lines)
        try compare(groups: expected, document.groups)
        let totals = document.totals
        let figures: [(StaticString, Int64)] = [
            ("line_total", totals.lines), ("allowance_total", totals.allowances),
            ("charge_total", totals.charges), ("net_total", totals.net),
            ("tax_total", totals.tax), ("retained_total", totals.retained),
            ("gross_total", totals.gross), ("prepaid", totals.prepaid),
            ("rounding", totals.rounding), ("payable", totals.payable),
        ]
        for (name, minor) in figures { try compare(expected, name, minor, "") }
    }

    /// The same document with the nets that the case expects of its lines.
    ///
    /// - Returns: `nil` when its lines are not those expected.
    package static func withStatedNets(
        _ one: CaseFile.Case, _ document: BilledDocument
    ) throws(DocumentFault) -> BilledDocument? {
        guard let lines = try one.view?.member("expected")?.member("lines")?.elements("lines"),
            lines.count == document.lines.count
        else { return nil }
        var stated = document
        for (place, line) in lines.enumerated() {
            stated.lines[place].statedNet = try line.member("net")?.decimal("net")
        }
        return stated
    }

    /// What is no object has no figures, and would agree with everything.
    private static func refuse(_ view: JSONView, _ what: String) throws(DocumentFault) {
        guard view.kind != .object else { return }
        throw view.fault("\(what) is no object", "expected")
    }

    /// A figure that the case leaves out is not compared; `null` is as good as zero.
    private mutating func compare(
        _ view: JSONView, _ name: StaticString, _ minor: Int64, _ place: String
    ) throws(DocumentFault) {
        guard let theirs = view.find(name) else { return }
        compared += 1
        let number = theirs.kind == .null ? .zero : try theirs.decimal(name.description)
        guard number != Rational(Int128(minor), digits: digits) else { return }
        differences.append(
            Difference(
                place: place + name.description, ours: MinorText.text(minor, digits: digits),
                theirs: theirs.kind == .null ? "null" : theirs.string))
    }

    private mutating func compare(
        lines expected: JSONView, _ lines: [ComputedLine]
    ) throws(DocumentFault) {
        guard let list = expected.member("lines") else { return }
        let wanted = try list.elements("lines")
        count("lines", lines.count, wanted.count)
        for view in wanted { try Self.refuse(view, "one of lines") }
        for (line, wanted) in zip(lines, wanted) {
            try compare(wanted, "net", line.netMinor, "line \(line.name) ")
            try compare(wanted, "tax", line.taxMinor, "line \(line.name) ")
        }
    }

    private mutating func compare(
        groups expected: JSONView, _ groups: [TaxGroup]
    ) throws(DocumentFault) {
        guard let list = expected.member("groups") else { return }
        let wanted = try list.elements("groups")
        var left = Array(groups.indices)
        for view in wanted {
            try Self.refuse(view, "one of groups")
            let name = "group \(Self.name(view)) "
            var found: Int?
            for place in left where found == nil {
                if try Self.is(groups[place], view) { found = place }
            }
            guard let place = found else {
                count(name + "present", 0, 1)
                continue
            }
            left.removeAll { $0 == place }
            try compare(view, "base", groups[place].baseMinor, name)
            try compare(view, "tax", groups[place].taxMinor, name)
            try compare(view, "surcharge_tax", groups[place].surchargeMinor, name)
        }
        for place in left {
            let tax = groups[place].tax
            let words = [tax.category, tax.key, tax.rate?.text].compactMap(\.self)
            count("group \(words.joined(separator: " ")) present", 1, 0)
        }
    }

    private mutating func count(_ place: String, _ ours: Int, _ theirs: Int) {
        compared += 1
        guard ours != theirs else { return }
        differences.append(Difference(place: place, ours: "\(ours)", theirs: "\(theirs)"))
    }

    private static func name(_ view: JSONView) -> String {
        ["category", "key", "rate"].compactMap { (name: StaticString) in view.member(name)?.string }
            .joined(separator: " ")
    }

    private static func `is`(
        _ group: TaxGroup, _ view: JSONView
    ) throws(DocumentFault) -> Bool {
        let tax = group.tax
        guard tax.category == view.member("category")?.string,
            tax.key == view.member("key")?.string, tax.country == view.member("country")?.string,
            tax.variant == view.member("variant")?.string,
            tax.isRetained == (view.member("retained")?.kind == .yes)
        else { return false }
        let rate = try view.member("rate")?.decimal("rate")
        let surcharge = try view.member("surcharge_rate")?.decimal("surcharge_rate")
        return tax.rate?.percent == rate && tax.surcharge?.percent == surcharge
    }
}
