import Domain
import Services

/// What `tax explain` prints, in at most 80 columns.
struct ExplanationText {
    private let explanation: TaxExplanation

    init(_ explanation: TaxExplanation) { self.explanation = explanation }

    private var digits: Int { explanation.head.currency.exponent }

    /// The computation from top to bottom, as on paper.
    var page: String {
        var parts = [title] + explanation.lines.map(text)
        if !explanation.sums.isEmpty { parts.append(sums) }
        parts += [totals, verdict]
        return parts.joined(separator: "\n\n")
    }

    private var title: String {
        let (head, policy) = (explanation.head, explanation.policy)
        let mode = policy.mode.rawValue.split(separator: "_").joined(separator: " ")
        let prices = explanation.pricesIncludeTax ? "prices include tax" : "prices without tax"
        return """
            \(head.isCredit ? "Credit note" : "Invoice") \(head.number)
            Tax of \(head.rateDay), \(head.currency.code), \(prices); \(mode) by \
            \(policy.level.rawValue), \(policy.basis.rawValue) basis
            """
    }

    private func text(_ line: TaxExplanation.Line) -> String {
        let code =
            line.taxCode.map { "\($0) (\(line.category?.rawValue ?? ""))" } ?? "no tax code"
        let kind = explanation.pricesIncludeTax ? "gross" : "net"
        var rows = ["Line \(line.stored.position)  \(code)"] + price(line)
        rows.append(Self.row("  \(kind)", money(line.base)))
        for component in line.components {
            rows.append(
                Self.row(
                    "  \(component.name)  \(steps(component, line))", money(component.due),
                    component.charged == component.due
                        ? nil : "charged \(money(component.charged))"))
        }
        for stray in line.strays {
            rows.append(
                Self.row(
                    "  \(stray.name)  is no tax of this code", money(0),
                    "charged \(money(stray.tax))"))
        }
        rows.append(
            Self.row(
                "  tax of the line", money(line.tax),
                line.stored.tax == line.tax
                    ? "charged the same" : "charged \(money(line.stored.tax))"))
        rows += explanation.variances.filter { $0.line == line.stored.position }.map {
            "  → \($0.reason.rawValue): \($0.explanation)"
        }
        return rows.joined(separator: "\n")
    }

    /// Quantity times price, and what discounts and charges make of it.
    private func price(_ line: TaxExplanation.Line) -> [String] {
        let stored = line.stored
        guard stored.unitPrice != 0, stored.baseQuantity > 0 else { return [] }
        let minor =
            Int128(stored.unitPrice) * Int128(stored.quantity)
            * Int128(explanation.head.currency.minorUnitsPerUnit)
        let product = Int64(
            clamping: RoundingMode.halfUp.divide(
                minor, by: Int128(stored.baseQuantity) * 10_000))
        let each =
            stored.baseQuantity == 1000
            ? "" : " for \(Fixed(unscaled: Int128(stored.baseQuantity), scale: 3).reduced)"
        let quantity = Fixed(unscaled: Int128(stored.quantity), scale: 3).reduced
        let price = Money.grouped(
            Fixed(unscaled: Int128(stored.unitPrice), scale: 4).padded(digits).description)
        var rows = [Self.row("  \(quantity) × \(price)\(each)", money(product))]
        let rest = Int128(line.base) - Int128(product)
        if rest != 0 {
            rows.append(
                Self.row(
                    rest < 0 ? "  discounts" : "  charges",
                    Money.grouped(Fixed(unscaled: rest, scale: digits).description)))
        }
        return rows
    }

    /// `3,105.00 × 9 % = 279.45`, and the rounding where there is one.
    private func steps(
        _ component: TaxExplanation.Component, _ line: TaxExplanation.Line
    ) -> String {
        let exact = Self.decimal(component.exact, digits)
        var words = "\(money(line.base)) \(how(component)) = \(exact)"
        if component.exact.dividend % component.exact.divisor != 0 {
            words += " → \(money(component.rounded))"
        }
        if component.due != component.rounded {
            words += " \(signed(component.due - component.rounded)) of the sum"
        }
        return words
    }

    /// What is done with the amount.
    private func how(_ component: TaxExplanation.Component) -> String {
        let share = component.share.ofAmount
        let isPlain =
            component.rate.kind == .percent && !component.rate.compound
            && !explanation.pricesIncludeTax && component.share.ofQuantity.numerator == 0
        if isPlain { return "× \(component.rate.words)" }
        let part =
            share.divisor == 1 ? "× \(share.numerator)" : "× \(share.numerator)/\(share.divisor)"
        return "\(part) (\(component.rate.words))"
    }

    private var sums: String {
        let rows = explanation.sums.map { sum in
            let name = [sum.taxCode, sum.component].compactMap(\.self).joined(separator: " ")
            let exact = sum.exact.map { Self.decimal($0, digits) } ?? "(over 38 digits)"
            return Self.row(
                "  \(name)  \(sum.lines) line\(sum.lines == 1 ? "" : "s"), \(money(sum.base))"
                    + (sum.earlier.map { ", \(money($0)) credited before" } ?? "")
                    + "; exact \(exact)", money(sum.due),
                sum.ofLines == sum.due ? nil : "lines alone \(money(sum.ofLines))")
        }
        let level = explanation.policy.level == .group ? "tax code" : "document"
        return (["Rounded once a \(level)"] + rows).joined(separator: "\n")
    }

    private var totals: String {
        let (net, tax) = (
            explanation.lines.reduce(Int128(0)) { $0 + Int128($1.stored.net) },
            explanation.lines.reduce(Int128(0)) { $0 + Int128($1.tax) }
        )
        let head = explanation.head
        let rows = [("net", Int128(head.net), net), ("tax", Int128(head.tax), tax)].map {
            [$0.0, text($0.1), text($0.2), text($0.1 - $0.2)]
        }
        return Terminal.table(
            ["", "CHARGED", "RECOMPUTED", "DIFFERENCE"], rows, right: [1, 2, 3])
    }

    private var verdict: String {
        let own = explanation.variances.filter { $0.line == nil }.map {
            "\($0.reason.rawValue): \($0.explanation)"
        }
        let count = explanation.variances.count
        let words =
            count == 0
            ? Terminal.green("Charged as recomputed.")
            : Terminal.red("\(count) variance\(count == 1 ? "" : "s").")
        return (own + [words]).joined(separator: "\n")
    }

    private func money(_ minor: Int64) -> String { text(Int128(minor)) }

    private func text(_ minor: Int128) -> String {
        Money.grouped(Fixed(unscaled: minor, scale: digits).description)
    }

    private func signed(_ minor: Int64) -> String { (minor > 0 ? "+" : "−") + money(abs(minor)) }

    /// A label and a figure that stands right in 60 columns, then a remark.
    private static func row(_ label: String, _ figure: String, _ remark: String? = nil) -> String {
        let gap = max(2, 58 - label.count - figure.count)
        return label + String(repeating: " ", count: gap) + figure
            + (remark.map { "  \($0)" } ?? "")
    }

    /// Minor units as a decimal, with as many digits as it has, or six more and a mark.
    static func decimal(_ quotient: TaxExplanation.Quotient, _ digits: Int) -> String {
        let isNegative = quotient.dividend < 0
        let size = isNegative ? -quotient.dividend : quotient.dividend
        var (whole, rest) = size.quotientAndRemainder(dividingBy: quotient.divisor)
        var scale = digits
        while rest != 0, scale < digits + 6, rest < Int128.max / 10, whole < Int128.max / 100 {
            let (digit, left) = (rest * 10).quotientAndRemainder(dividingBy: quotient.divisor)
            (whole, rest, scale) = (whole * 10 + digit, left, scale + 1)
        }
        let text = Fixed(unscaled: isNegative ? -whole : whole, scale: scale).description
        return Money.grouped(text) + (rest == 0 ? "" : "…")
    }
}

extension ExplanationText {
    /// The same for programs: amounts are decimal text.
    var report: Report {
        let head = explanation.head
        return Report(
            document: head.number, credit_note: head.isCredit, tax_of: "\(head.rateDay)",
            currency: head.currency.code, prices_include_tax: explanation.pricesIncludeTax,
            rounding: Report.Rounding(
                level: explanation.policy.level.rawValue, mode: explanation.policy.mode.rawValue),
            lines: explanation.lines.map(line), sums: explanation.sums.map(sum),
            net: plain(head.net), tax_charged: plain(head.tax),
            tax_recomputed: Fixed(
                unscaled: explanation.lines.reduce(Int128(0)) { $0 + Int128($1.tax) },
                scale: digits
            ).description,
            variances: explanation.variances.map {
                Report.Variance(
                    line: $0.line, reason: $0.reason.rawValue, difference: plain($0.difference),
                    explanation: $0.explanation)
            })
    }

    /// The members of the JSON object.
    struct Report: Encodable {
        let document: String
        let credit_note: Bool
        let tax_of: String
        let currency: String
        let prices_include_tax: Bool
        let rounding: Rounding
        let lines: [Line]
        let sums: [Sum]
        let net: String
        let tax_charged: String
        let tax_recomputed: String
        let variances: [Variance]

        struct Rounding: Encodable {
            let level: String
            let mode: String
        }

        struct Line: Encodable {
            let line: Int32
            let tax_code: String?
            let category: String?
            let base: String
            let components: [Component]
            let tax_charged: String
            let tax_recomputed: String
        }

        struct Component: Encodable {
            let component: String
            let rate: String
            let exact: String
            let rounded: String
            let recomputed: String
            let charged: String
        }

        struct Sum: Encodable {
            let tax_code: String?
            let component: String
            let lines: Int
            let base: String
            let credited_before: String?
            let exact: String?
            let sum_of_lines: String
            let recomputed: String
        }

        struct Variance: Encodable {
            let line: Int32?
            let reason: String
            let difference: String
            let explanation: String
        }
    }

    private func plain(_ minor: Int64) -> String { Money.plain(minor: minor, digits: digits) }

    private func line(_ line: TaxExplanation.Line) -> Report.Line {
        Report.Line(
            line: line.stored.position, tax_code: line.taxCode, category: line.category?.rawValue,
            base: plain(line.base),
            components: line.components.map {
                Report.Component(
                    component: $0.name, rate: $0.rate.words,
                    exact: "\($0.exact.dividend)/\($0.exact.divisor)", rounded: plain($0.rounded),
                    recomputed: plain($0.due), charged: plain($0.charged))
            }, tax_charged: plain(line.stored.tax), tax_recomputed: plain(line.tax))
    }

    private func sum(_ sum: TaxExplanation.Sum) -> Report.Sum {
        Report.Sum(
            tax_code: sum.taxCode, component: sum.component, lines: sum.lines,
            base: plain(sum.base), credited_before: sum.earlier.map(plain),
            exact: sum.exact.map { "\($0.dividend)/\($0.divisor)" },
            sum_of_lines: plain(sum.ofLines), recomputed: plain(sum.due))
    }
}
