import Domain

/// What payments do to a return: a cash basis, and advances on which tax is due.
struct TaxReceipts {
    let table: TaxTable

    /// What a document adds to the return in the clinic's currency.
    ///
    /// - Throws: `exchangeRateMissing`, `numericOutOfRange` with the document.
    func home(
        _ shares: TaxDocumentShares, in currency: Currency, at rate: Int64, _ place: String
    ) throws(AppError) -> TaxDocumentShares {
        guard currency != table.rules.currency else { return shares }
        guard let converted = shares.converted(by: try ratio(currency, rate, place), table) else {
            throw AppError(.numericOutOfRange, "\(place), converted from \(currency)")
        }
        return converted
    }

    /// A document's lines together, converted as one sum: what its shares must sum to.
    ///
    /// - Throws: `exchangeRateMissing`, `numericOutOfRange` with the document.
    func whole(_ batch: TaxBatch, _ document: Int) throws(AppError) -> TaxAmount {
        let head = batch.documents[document]
        let place = "document \(head.number)"
        let net = batch.lines[head.lines].reduce(Int128(0)) { $0 + Int128($1.net) }
        let tax = batch.lines[head.lines].reduce(Int128(0)) { $0 + Int128($1.tax) }
        let ratio =
            head.currency == table.rules.currency
            ? TaxRatio(1, 1) : try ratio(head.currency, head.exchangeRate, place)
        guard let ratio, let net = Int64(exactly: net), let tax = Int64(exactly: tax),
            let base = ratio.rounded(net), let due = ratio.rounded(tax)
        else { throw AppError(.numericOutOfRange, "\(place), converted from \(head.currency)") }
        return TaxAmount(base: base, tax: due)
    }

    /// Minor units of the clinic's currency for one of another.
    private func ratio(
        _ currency: Currency, _ rate: Int64, _ place: String
    ) throws(AppError) -> TaxRatio {
        guard let rate = ExchangeRate(billionths: rate) else {
            throw AppError(.exchangeRateMissing, "\(place), \(currency)")
        }
        let ratio = rate.minorUnits(of: currency, in: table.rules.currency)
        guard let ratio else { throw AppError(.numericOutOfRange, "\(place), its exchange rate") }
        return ratio
    }

    /// What has been paid of a document makes due: its base and tax in proportion, rounded on what
    /// has been paid in all, so that the last payment makes up for the roundings before it.
    ///
    /// - Parameters:
    ///   - document: the invoice with both states of its payments.
    ///   - atEnd: whether at the period's end, not before the period.
    /// - Returns: what the clinic's return has of it, in the clinic's currency.
    /// - Throws: `taxRateMissing`, `taxRatesInvalid`, `exchangeRateMissing`, `numericOutOfRange`.
    func recognised(
        _ document: PaidDocument, atEnd: Bool
    ) throws(AppError) -> TaxDocumentShares {
        let place = "document \(document.number)"
        let payment = atEnd ? document.through : document.before
        guard payment.gross > 0 else { return TaxDocumentShares() }
        let part = max(0, min(payment.paid, payment.gross))
        guard let ratio = TaxRatio(Int128(part), Int128(payment.gross)),
            let due = try shares(document, atEnd).converted(by: ratio, table)
        else { throw AppError(.numericOutOfRange, "\(place), its payments") }
        return try home(due, in: document.currency, at: document.exchangeRate, place)
    }

    private func shares(
        _ document: PaidDocument, _ atEnd: Bool
    ) throws(AppError) -> TaxDocumentShares {
        var shares = TaxDocumentShares()
        let place = "document \(document.number)"
        for group in document.groups {
            let stack = try table.stack(of: group.codeIndex, on: document.rateDay, place)
            let amount = atEnd ? group.through : group.before
            var fits = shares.add(stack, base: amount.base, tax: amount.tax)
            for component in group.components {
                guard let name = table.rules.componentIndex(component.name),
                    let share = table.share(of: name, in: stack)
                else { continue }
                let tax = atEnd ? component.through : component.before
                fits = fits && shares.add(share: share, tax: tax)
            }
            guard fits else { throw AppError(.numericOutOfRange, place) }
        }
        return shares
    }

    /// The base and the tax that a gross sum of an advance contains, each component rounded.
    ///
    /// - Throws: `taxRateMissing`, `taxRatesInvalid`, `exchangeRateMissing`, `numericOutOfRange`.
    func contained(
        _ advance: TaxableAdvance, _ gross: Int64, _ mode: RoundingMode
    ) throws(AppError) -> TaxDocumentShares {
        let place = "payment \(advance.paymentID)"
        let stack = try table.stack(of: advance.codeIndex, on: advance.receivedOn, place)
        var (shares, total, fits) = (TaxDocumentShares(), Int64(0), true)
        let known = stack < table.rules.stacks.count ? table.rules.stacks[stack].components : []
        for (component, share) in zip(known, table.stacks[stack].shares) {
            let part = TaxShare(component, component.onGross, common: 0)
            guard let tax = part.tax(on: gross, 0, mode),
                let sum = total.adding(part.isWithheld ? 0 : tax)
            else { throw AppError(.numericOutOfRange, place) }
            fits = fits && shares.add(share: share, tax: tax)
            total = sum
        }
        guard fits, let base = gross.subtracting(total), shares.add(stack, base: base, tax: total)
        else { throw AppError(.numericOutOfRange, place) }
        return try home(shares, in: advance.currency, at: advance.exchangeRate ?? 0, place)
    }
}
