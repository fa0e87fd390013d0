import Domain

/// Finds the one reason why a line's tax differs: the first that holds, in the order of the cases.
///
/// Runs for lines that differ only, so it may take its time.
struct TaxInquiry: ~Copyable {
    /// A line that differs, with what is asked of it.
    struct Question {
        let batch: TaxBatch
        let document: Int
        /// The line's place within its document.
        let place: Int
        let asked: TaxRecomputation.Line
        /// What is asked of each component.
        let taxes: ArraySlice<Int64>
        let comparison: TaxComparison
        let policy: TaxPolicy

        var head: TaxDocument { batch.documents[document] }
        var line: TaxLine { batch.lines[head.lines.lowerBound + place] }
        var charged: Int64 { line.tax }

        /// Minor units as people read them.
        func text(_ minor: Int64) -> String {
            Money.plain(minor: minor, digits: head.currency.exponent)
        }
    }

    let table: TaxTable
    private var roundings: TaxRoundings

    init(_ table: TaxTable) {
        self.table = table
        roundings = TaxRoundings(table)
    }

    /// Forgets the document before.
    mutating func open() { roundings.open() }

    /// The first reason for which there is evidence, and that evidence in words.
    mutating func reason(_ question: Question) -> (TaxReason, String) {
        for reason in TaxReason.allCases {
            if let words = evidence(for: reason, question) { return (reason, words) }
        }
        preconditionFailure("what nothing explains is unexplained")
    }

    private mutating func evidence(for reason: TaxReason, _ question: Question) -> String? {
        switch reason {
        case .noTaxCode: noTaxCode(question)
        case .taxOnExempt: taxOnExempt(question)
        case .missingTax: missingTax(question)
        case .wrongComponent: wrongComponent(question)
        case .rateNotInForce: rateNotInForce(question)
        case .wrongRate: wrongRate(question)
        case .rounding: roundings.evidence(question)
        case .wrongBase: TaxBases(table: table, question: question).evidence
        case .unexplained: "no known rate, rounding or base gives this tax"
        case .sumMismatch, .creditExceedsInvoice: nil
        }
    }

    private func noTaxCode(_ question: Question) -> String? {
        question.asked.stack == table.none
            ? "no tax code, or one that the clinic does not have" : nil
    }

    private func taxOnExempt(_ question: Question) -> String? {
        let code = code(of: question.asked.stack)
        guard !code.category.bearsTax, question.charged != 0 else { return nil }
        return "category \(code.category.rawValue) (\(code.code)) bears no tax"
    }

    private func missingTax(_ question: Question) -> String? {
        guard question.asked.tax != 0, question.charged == 0 else { return nil }
        return "no tax charged, \(percents(question.asked.stack)) in force"
    }

    private func wrongComponent(_ question: Question) -> String? {
        guard question.charged == question.asked.tax else { return nil }
        let components = table.rules.stacks[question.asked.stack].components
        var parts: [String] = []
        for (index, component) in components.enumerated() {
            let charged = question.comparison.charged[index]
            let due = question.taxes[question.taxes.startIndex + index]
            guard charged != due else { continue }
            let name = question.batch.componentNames[Int(component.name)]
            parts.append("\(name) \(question.text(charged)) for \(question.text(due))")
        }
        for stray in question.comparison.strays {
            let charge = question.batch.charges[stray]
            let name = question.batch.componentNames[Int(charge.component)]
            parts.append("\(name) \(question.text(charge.tax)) for none")
        }
        return "total right, split wrong: \(parts.joined(separator: ", "))"
    }

    private func rateNotInForce(_ question: Question) -> String? {
        let stacks = table.stacksOfCode[table.rules.stacks[question.asked.stack].code]
        guard let other = stacks.last(where: { explains($0, question) }) else { return nil }
        let stack = table.rules.stacks[other]
        let from = stack.validFrom.map { " from \($0)" } ?? ""
        let until = stack.validUntil.map { " until \($0)" } ?? ""
        return "charged at \(stack.percents), in force\(from)\(until); "
            + "\(percents(question.asked.stack)) in force on \(question.head.rateDay)"
    }

    private func wrongRate(_ question: Question) -> String? {
        let day = question.head.rateDay.number
        let own = table.rules.stacks[question.asked.stack].code
        let other = table.rules.stacks.indices.first {
            table.stacks[$0].code != own && code(of: $0).category.bearsTax
                && table.stacks[$0].from <= day && day < table.stacks[$0].until
                && explains($0, question)
        }
        guard let other else { return nil }
        return "charged at \(percents(other)) (\(code(of: other).code)), "
            + "\(percents(question.asked.stack)) in force"
    }

    /// Whether other percents than those in force give exactly the tax charged.
    private func explains(_ stack: Int, _ question: Question) -> Bool {
        stack != question.asked.stack
            && rates(stack) != rates(question.asked.stack)
            && table.tax(
                on: question.asked.amount, question.line.quantity, of: stack, question.policy.mode)
                == question.charged
    }

    /// The shares of a stack whatever their names: stacks with equal ones are no other rate.
    private func rates(_ stack: Int) -> [[Int64]] {
        table.rules.stacks[stack].components.filter { !$0.rate.isWithheld }.map(\.onNet)
            .filter { $0.ofAmount.numerator != 0 || $0.ofQuantity.numerator != 0 }
            .map {
                [
                    $0.ofAmount.numerator, $0.ofAmount.divisor, $0.ofQuantity.numerator,
                    $0.ofQuantity.divisor,
                ]
            }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func code(of stack: Int) -> TaxCode {
        table.rules.codes[table.rules.stacks[stack].code]
    }

    private func percents(_ stack: Int) -> String { table.rules.stacks[stack].percents }
}
