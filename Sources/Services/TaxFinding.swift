import Domain

extension TaxVariance {
    /// A line whose tax differs.
    static func line(
        _ question: TaxInquiry.Question, _ rules: TaxRules, _ reason: TaxReason, _ words: String
    ) throws(AppError) -> TaxVariance {
        let (head, line) = (question.head, question.line)
        let code = line.codeIndex < 0 ? nil : rules.codes[Int(line.codeIndex)].code
        return try signed(
            head, line.position, code, reason, Int128(line.tax), Int128(question.asked.tax), words)
    }

    /// A document whose stored tax is not the sum of its lines.
    static func sumMismatch(
        _ head: TaxDocument, lines: Int128
    ) throws(AppError) -> TaxVariance {
        let digits = head.currency.exponent
        let stored = Money.plain(minor: head.tax, digits: digits)
        let sum = Fixed(unscaled: lines, scale: digits)
        return try signed(
            head, nil, nil, .sumMismatch, Int128(head.tax), lines,
            "the document's tax is \(stored), its lines sum to \(sum)")
    }

    /// A figure that `Int64` cannot hold.
    static func outOfRange(_ head: TaxDocument, _ line: Int32) -> AppError {
        AppError(.numericOutOfRange, "document \(head.number), line \(line)")
    }

    /// Negates a credit note's figures, as they move the return.
    private static func signed(
        _ head: TaxDocument, _ line: Int32?, _ code: String?, _ reason: TaxReason,
        _ charged: Int128, _ recomputed: Int128, _ words: String
    ) throws(AppError) -> TaxVariance {
        let sign: Int128 = head.isCredit ? -1 : 1
        guard let charged = Int64(exactly: sign * charged),
            let recomputed = Int64(exactly: sign * recomputed),
            let difference = Int64(exactly: Int128(charged) - Int128(recomputed))
        else {
            let place = line.map { ", position \($0)" } ?? ""
            throw AppError(.numericOutOfRange, "document \(head.number)\(place)")
        }
        return TaxVariance(
            documentID: head.id, document: head.number, line: line, taxCode: code, reason: reason,
            currency: head.currency, charged: charged, recomputed: recomputed,
            difference: difference, explanation: words)
    }
}

extension TaxDocumentDifference {
    /// A document that does not agree, signed as it moves the return.
    ///
    /// `taxes` is what is asked of its lines; the variances are theirs and its own.
    static func document(
        _ head: TaxDocument, net: Int128, _ taxes: some Sequence<Int64>,
        _ variances: ArraySlice<TaxVariance>
    ) throws(AppError) -> Self {
        let sign: Int128 = head.isCredit ? -1 : 1
        let recomputed = taxes.reduce(Int128(0)) { $0 + Int128($1) }
        // Variances are signed already.
        let ofRounding = variances.filter { $0.reason == .rounding }
            .reduce(Int128(0)) { $0 + Int128($1.difference) }
        let figures = [
            sign * Int128(head.net), sign * net, sign * Int128(head.tax), sign * recomputed,
            ofRounding, sign * (Int128(head.tax) - recomputed),
        ].map { Int64(exactly: $0) }
        guard let stated = figures[0], let ofLines = figures[1], let tax = figures[2],
            let due = figures[3], let rounding = figures[4], figures[5] != nil
        else { throw AppError(.numericOutOfRange, "document \(head.number)") }
        return TaxDocumentDifference(
            documentID: head.id, document: head.number, isCredit: head.isCredit,
            taxPoint: head.taxPoint, currency: head.currency, net: stated, netOfLines: ofLines,
            tax: tax, recomputed: due, ofRounding: rounding, variances: variances.count)
    }
}

extension CreditCheck {
    /// What this credit note gives back beyond its invoice, at most its own gross.
    var variance: TaxVariance? {
        get throws(AppError) {
            let over = Int128(cumulatedGross) - Int128(invoiceGross)
            guard over > 0 else { return nil }
            let excess = min(over, Int128(ownGross))
            guard let charged = Int64(exactly: -(Int128(invoiceGross) + excess)),
                let recomputed = Int64(exactly: -Int128(invoiceGross)),
                let difference = Int64(exactly: -excess)
            else { throw AppError(.numericOutOfRange, "document \(document)") }
            let digits = currency.exponent
            let words =
                "credit notes of \(Money.plain(minor: cumulatedGross, digits: digits)) "
                + "exceed the invoice of \(Money.plain(minor: invoiceGross, digits: digits))"
            return TaxVariance(
                documentID: documentID, document: document, line: nil, taxCode: nil,
                reason: .creditExceedsInvoice, currency: currency, charged: charged,
                recomputed: recomputed, difference: difference, explanation: words)
        }
    }
}
