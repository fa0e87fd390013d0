import Domain
import Services
import Testing

/// A clinic's tax tables and documents, written as tests read best.
struct TaxBooks {
    /// A line before it is stored: amounts in minor units, prices in units of 10⁻⁴.
    struct Line {
        var code: String?
        var net: Int64
        /// Components charged, such as `CGST 90 + SGST 90`; `-` for none.
        var charges = "-"
        /// The line's tax where it is not the sum of its components, those withheld left out.
        var tax: Int64?
        var listPrice: Int64 = 0
        var unitPrice: Int64 = 0
        var quantity: Int64 = 1000
        var baseQuantity: Int64 = 1000
        var position: Int32?
        /// The invoice's line that it credits.
        var credited: Int64 = 0
    }

    let rules: TaxRules
    private(set) var batch: TaxBatch
    /// Components that are withheld under any code.
    private let withheld: Set<String>
    private var documents: Int64 = 0
    private var lines: Int64 = 0

    init(_ rules: TaxRules) {
        self.rules = rules
        batch = TaxBatch(rules)
        withheld = Set(
            rules.stacks.flatMap(\.components).filter(\.rate.isWithheld).map(\.rate.component))
    }

    /// Adds a document whose stored totals are the sums of its lines, unless `tax` says otherwise.
    mutating func add(
        _ number: String, on day: String = "2026-06-15", in currency: Currency? = nil,
        at exchangeRate: Int64 = 1_000_000_000, isCredit: Bool = false, tax: Int64? = nil,
        after earlier: [CreditedLine] = [], _ drafts: [Line]
    ) throws {
        let taxes = try drafts.map {
            try $0.tax
                ?? Self.charges($0.charges).filter { !withheld.contains($0.0) }
                .reduce(0) { $0 + $1.1 }
        }
        documents += 1
        batch.begin(
            id: documents, number: number, isCredit: isCredit,
            rateDay: try #require(Day(day)), currency: currency ?? rules.currency,
            exchangeRate: exchangeRate,
            net: drafts.reduce(0) { $0 &+ $1.net }, tax: tax ?? taxes.reduce(0, +))
        batch.cumulate(with: earlier)
        for (index, draft) in drafts.enumerated() {
            lines += 1
            let id = rules.codes.first { $0.code == draft.code }?.id
            batch.line(
                id: lines, position: draft.position ?? Int32(index + 1),
                codeIndex: rules.index(ofCodeID: id), net: draft.net, tax: taxes[index],
                quantity: draft.quantity, baseQuantity: draft.baseQuantity,
                listPrice: draft.listPrice, unitPrice: draft.unitPrice, credited: draft.credited)
            for (name, tax) in try Self.charges(draft.charges) {
                batch.charge(component: batch.component(named: name), tax: tax)
            }
        }
    }

    /// Takes the document added last back.
    mutating func refuse(_ error: AppError) throws {
        let last = try #require(batch.documents.last)
        batch.refuse(
            TaxRefusal(documentID: last.id, document: last.number, line: nil, error: error))
    }

    func outcome(credits: [CreditCheck] = []) throws -> TaxOutcome {
        var fold = VarianceFold(rules)
        try fold.consume(batch)
        return try fold.finish(credits: credits)
    }

    static func charges(_ text: String) throws -> [(String, Int64)] {
        guard text != "-" else { return [] }
        return try text.split(separator: " + ").map { part in
            let words = part.split(separator: " ")
            return (String(words[0]), try #require(Int64(words[1])))
        }
    }

    /// Rules from tables: `code  category` and `code  component  figure  how  from  until`.
    ///
    /// A figure is a percent, or such as `18:division` and `0.5:per_unit`; how it is taken is
    /// `plain`, `compound`, `withheld` or `compound+withheld`.
    static func rules(
        _ codes: String, rates: String, level: RoundingLevel = .line,
        mode: RoundingMode = .halfUp, basis: TaxBasis = .accrual, included: Bool = false,
        currency: Currency = .inr
    ) throws -> TaxRules {
        let first = try #require(Day("2020-01-01"))
        return try TaxRules(
            codes: try self.codes(codes), rates: try self.rates(rates, of: self.codes(codes)),
            policies: [TaxPolicy(validFrom: first, level: level, mode: mode, basis: basis)],
            pricesIncludeTax: included, currency: currency)
    }

    static func codes(_ text: String) throws -> [TaxCode] {
        try text.split(separator: "\n").enumerated().map { index, line in
            let cells = line.split(separator: " ").map(String.init)
            return TaxCode(
                id: Int64(index * 7 + 11), code: cells[0],
                category: try #require(TaxCategory(rawValue: cells[1])))
        }
    }

    static func rates(_ text: String, of codes: [TaxCode]) throws -> [TaxRate] {
        try text.split(separator: "\n").enumerated().map { index, line in
            let cells = line.split(separator: " ").map(String.init)
            let figure = cells[2].split(separator: ":").map(String.init)
            let kind = try #require(figure.count == 1 ? .percent : TaxRateKind(rawValue: figure[1]))
            let isFixed = kind == .perUnit
            let number = try #require(Fixed(figure[0])?.minor(digits: isFixed ? 4 : 6))
            return TaxRate(
                taxCodeID: codes.first { $0.code == cells[0] }?.id ?? 999, component: cells[1],
                kind: kind, percentMillionths: isFixed ? 0 : number, perUnit: isFixed ? number : 0,
                position: index, compound: cells[3].hasPrefix("compound"),
                isWithheld: cells[3].hasSuffix("withheld"),
                validFrom: try #require(Day(cells[4])), validUntil: Day(cells[5]))
        }
    }

    /// India's stack of two, a reduced one, a single tax, an exempt code and a stack of three.
    static func india(
        _ level: RoundingLevel = .line, _ mode: RoundingMode = .halfUp, included: Bool = false
    ) throws -> TaxRules {
        try rules(
            """
            IN-18 S
            IN-12 S
            IGST-18 S
            EX E
            ZERO Z
            """,
            rates: """
                IN-18 CGST 14 plain 2025-01-01 2026-01-01
                IN-18 SGST 14 plain 2025-01-01 2026-01-01
                IN-18 CGST 9 plain 2026-01-01 -
                IN-18 SGST 9 plain 2026-01-01 -
                IN-12 CGST 6 plain 2025-01-01 -
                IN-12 SGST 6 plain 2025-01-01 -
                IGST-18 IGST 18 plain 2025-01-01 -
                """, level: level, mode: mode, included: included)
    }
}
