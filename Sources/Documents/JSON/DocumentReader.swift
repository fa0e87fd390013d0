import Domain

/// Makes a document of its JSON; `templates/README.md` lists every member.
struct DocumentReader {
    /// Rates of the whole file; a document's own go before them.
    let rates: RateTable
    private let own: RateTable
    private let taxPoint: Day?

    init(_ rates: RateTable) {
        self.rates = rates
        own = .empty
        taxPoint = nil
    }

    private init(_ rates: RateTable, own: RateTable, on taxPoint: Day?) {
        self.rates = rates
        self.own = own
        self.taxPoint = taxPoint
    }

    func document(_ view: JSONView, id: String) throws(DocumentFault) -> BilledDocument {
        guard view.kind == .object else { throw view.fault("a document is an object", "document") }
        let credits = try view.member("credits").map { credits throws(DocumentFault) in
            try credited(credits, by: view)
        }
        let day = try view.member("tax_point_date").map { view throws(DocumentFault) in
            try view.day("tax_point_date")
        }
        let own = try Self.ownTable(view)
        // A credit note takes the rates of the day of what it credits.
        let reader = DocumentReader(rates, own: own, on: credits?.invoice.taxPoint ?? day)
        var document = try reader.head(view, id: id)
        document.taxPoint = day
        document.credited = credits
        try reader.read(&document, from: view)
        if let currency = credits?.invoice.taxCurrency { document.taxCurrency = currency }
        try view.refuseNotFinite()
        return document
    }

    private func head(_ view: JSONView, id: String) throws(DocumentFault) -> BilledDocument {
        let (code, digits) = try Self.currency(view, "currency", "currency_exponent")
        let rounding = try view.member("rounding").map { view throws(DocumentFault) in
            try Self.rounding(view)
        }
        return BilledDocument(
            id: id, currency: code, digits: digits, rounding: rounding ?? .invoice)
    }

    private func read(
        _ document: inout BilledDocument, from view: JSONView
    ) throws(DocumentFault) {
        if try view.member("price_includes_tax")?.flag("price_includes_tax") == true {
            let category = try view.member("included_category")?.text("included_category")
            document.included = category.map { .category($0) } ?? .all
        }
        guard let lines = view.member("lines") else {
            throw view.fault("the document has no lines", "lines")
        }
        document.lines = try self.lines(lines)
        document.allowances = try adjustments(view, "allowances", isOfLine: false)
        document.charges = try adjustments(view, "charges", isOfLine: false)
        document.prepaid = try view.member("prepaid")?.decimal("prepaid") ?? .zero
        document.roundingAmount =
            try view.member("rounding_amount")?.decimal("rounding_amount") ?? .zero
        document.cashUnit = try view.member("cash_rounding_unit")?.decimal("cash_rounding_unit")
        document.taxCurrency = try taxCurrency(view)
        document.payments = try payments(view)
        document.advances = try advances(view)
    }

    private func lines(_ view: JSONView) throws(DocumentFault) -> [BilledLine] {
        var lines: [BilledLine] = []
        for (place, element) in try view.elements("lines").enumerated() {
            do {
                lines.append(try line(element))
            } catch {
                var fault = error
                let id = element.member("id")
                fault.line = (id?.isText ?? false ? id?.string : nil) ?? "#\(place + 1)"
                throw fault
            }
        }
        return lines
    }

    private func line(_ view: JSONView) throws(DocumentFault) -> BilledLine {
        guard view.kind == .object else { throw view.fault("a line is an object", "lines") }
        var id: String?
        if let member = view.member("id") {
            id = member.kind == .number ? member.string : try member.text("id")
        }
        guard let quantity = view.member("quantity") else {
            throw view.fault("the line has no quantity", "quantity")
        }
        let price = view.member("breakdown_total") ?? view.member("unit_price")
        guard let price else { throw view.fault("the line has no unit_price", "unit_price") }
        var line = BilledLine(
            id: id, quantity: try quantity.decimal("quantity"),
            price: try price.decimal(
                view.member("breakdown_total") == nil ? "unit_price" : "breakdown_total"))
        // What does not decide is a number all the same.
        _ = try view.member("unit_price")?.decimal("unit_price")
        if let base = view.member("base_quantity") {
            line.baseQuantity = try base.decimal("base_quantity")
            guard !line.baseQuantity.isZero else {
                throw base.fault("base_quantity is zero", "base_quantity")
            }
        }
        line.allowances = try adjustments(view, "allowances", isOfLine: true)
        line.charges = try adjustments(view, "charges", isOfLine: true)
        line.taxes = try taxes(view)
        try view.refuseNotFinite()
        return line
    }

    private func adjustments(
        _ view: JSONView, _ name: StaticString, isOfLine: Bool
    ) throws(DocumentFault) -> [BilledAdjustment] {
        guard let list = view.member(name) else { return [] }
        var adjustments: [BilledAdjustment] = []
        for view in try list.elements(name.description) {
            guard view.kind == .object else {
                throw view.fault("one of \(name) is no object", name.description)
            }
            let percent = try view.member("percent")?.decimal("percent")
            let base = try view.member("base")?.decimal("base")
            let amount = try view.member("amount")?.decimal("amount")
            guard percent != nil || amount != nil else {
                throw view.fault("one of \(name) has neither percent nor amount", "amount")
            }
            var one = BilledAdjustment(percent: percent, base: base, amount: amount ?? .zero)
            if !isOfLine {
                one.taxes = try taxes(view)
                one.isSpread = try view.member("spread")?.flag("spread") ?? false
                guard !one.isSpread || one.taxes.isEmpty else {
                    throw view.fault("what is spread over lines has their taxes", "taxes")
                }
                try refusePerUnit(one.taxes, view)
            }
            adjustments.append(one)
        }
        return adjustments
    }

    private func refusePerUnit(_ taxes: [BilledTax], _ view: JSONView) throws(DocumentFault) {
        for tax in taxes {
            if case .perUnit = tax.kind {
                throw view.fault("a tax per unit needs a line's quantity", "kind")
            }
        }
    }
}

extension DocumentReader {
    private func taxes(_ view: JSONView) throws(DocumentFault) -> [BilledTax] {
        guard let list = view.member("taxes") else { return [] }
        var taxes: [BilledTax] = []
        for element in try list.elements("taxes") {
            taxes.append(
                try TaxReader(view: element).tax { category, key throws(AppError) in
                    try own.rate(of: category, key, on: taxPoint, else: rates)
                })
        }
        return taxes
    }

    private func payments(_ view: JSONView) throws(DocumentFault) -> [BilledPayment]? {
        guard let basis = view.member("basis") else { return nil }
        let word = try basis.text("basis")
        guard word == "cash" || word == "accrual" else {
            throw basis.fault("basis is neither “cash” nor “accrual”", "basis")
        }
        guard word == "cash" else { return nil }
        var payments: [BilledPayment] = []
        for view in try view.member("payments")?.elements("payments") ?? [] {
            guard let day = view.member("date"), let amount = view.member("amount") else {
                throw view.fault("a payment has a date and an amount", "payments")
            }
            payments.append(
                BilledPayment(day: try day.day("date"), amount: try amount.decimal("amount")))
        }
        return payments
    }

    private func advances(_ view: JSONView) throws(DocumentFault) -> [BilledAdvance] {
        var advances: [BilledAdvance] = []
        for view in try view.member("advances")?.elements("advances") ?? [] {
            guard let amount = view.member("amount") else {
                throw view.fault("an advance has an amount", "amount")
            }
            let day = try view.member("date").map { view throws(DocumentFault) in
                try view.day("date")
            }
            let taxes = try taxes(view)
            try refusePerUnit(taxes, view)
            advances.append(
                BilledAdvance(day: day, amount: try amount.decimal("amount"), taxes: taxes))
        }
        return advances
    }

    private func taxCurrency(_ view: JSONView) throws(DocumentFault) -> TaxCurrency? {
        guard view.member("tax_currency") != nil else { return nil }
        let (code, digits) = try Self.currency(view, "tax_currency", "tax_currency_exponent")
        guard let rate = view.member("exchange_rate") else {
            throw view.fault("tax_currency without exchange_rate", "exchange_rate")
        }
        let number = try rate.decimal("exchange_rate")
        guard number.signum > 0 else {
            throw rate.fault("exchange_rate is not positive", "exchange_rate")
        }
        return TaxCurrency(code: code, digits: digits, rate: number)
    }

    private func credited(
        _ view: JSONView, by note: JSONView
    ) throws(DocumentFault) -> CreditedInvoice {
        guard let invoice = view.member("invoice") else {
            throw view.fault("credits name no invoice", "credits")
        }
        let reader = DocumentReader(rates)
        var billed = try reader.document(invoice, id: Self.id(invoice, else: "invoice"))
        if invoice.member("rounding") == nil, let rounding = note.member("rounding") {
            billed.rounding = try Self.rounding(rounding)
        }
        var earlier: [BilledDocument] = []
        for view in try view.member("earlier")?.elements("earlier") ?? [] {
            let own = try Self.ownTable(view)
            let note = DocumentReader(rates, own: own, on: billed.taxPoint)
            var document = try note.head(view, id: Self.id(view, else: "earlier"))
            try note.read(&document, from: view)
            earlier.append(document)
        }
        return CreditedInvoice(billed, earlier: earlier)
    }

    /// A document's id, a text or a number.
    static func id(_ view: JSONView, else number: String) -> String {
        guard let id = view.member("id"), id.isText || id.kind == .number else { return number }
        return id.string
    }

    /// The code and its exponent: as stated, else as ISO 4217 has it.
    private static func currency(
        _ view: JSONView, _ name: StaticString, _ exponent: StaticString
    ) throws(DocumentFault) -> (String, Int) {
        guard let member = view.member(name) else {
            throw view.fault("the document has no \(name)", name.description)
        }
        let code = try member.text(name.description)
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw DocumentFault(
                .currencyUnknown, "\(name) \(AppError.quoted(code))", member: name.description,
                position: member.position)
        }
        if let digits = view.member(exponent) {
            return (code, try digits.whole(exponent.description, 0...8))
        }
        do {
            return (code, try Currency(code: code).exponent)
        } catch {
            throw DocumentFault(
                .currencyUnknown, "\(name) \(AppError.quoted(code)), and no \(exponent) is given",
                member: exponent.description, position: member.position)
        }
    }

    private static let roundingMembers = ["level", "line_net", "tax_base", "tax_total", "mode"]
    private static let levels: [String: RoundingLevel] = [
        "line": .line, "group": .group, "document": .document,
    ]
    private static let modes: [String: RoundingMode] = [
        "half_away_from_zero": .halfUp, "half_even": .halfEven, "toward_zero": .down,
        "away_from_zero": .up,
    ]
    private static let figures = ["rounded": true, "exact": false]
    private static let sums = ["sum_of_rounded": true, "rounded_sum_of_exact": false]

    private static func rounding(_ view: JSONView) throws(DocumentFault) -> DocumentRounding {
        try refuseUnknown(view, "rounding", roundingMembers)
        let level = try choice(view, "level", levels)
        let mode = try choice(view, "mode", modes)
        return DocumentRounding(
            level: level ?? .group, mode: mode ?? .halfUp,
            roundsNets: try choice(view, "line_net", figures) ?? true,
            roundsBases: try choice(view, "tax_base", figures) ?? true,
            addsRounded: try choice(
                view, "tax_total", sums) ?? true)
    }

    private static func choice<Choice>(
        _ view: JSONView, _ name: StaticString, _ choices: [String: Choice]
    ) throws(DocumentFault) -> Choice? {
        guard let member = view.member(name) else { return nil }
        let word = try member.text(name.description)
        guard let choice = choices[word] else {
            let names = choices.keys.sorted().joined(separator: ", ")
            throw member.fault(
                "\(name) is \(AppError.quoted(word)), not one of \(names)", name.description)
        }
        return choice
    }

    /// A member that nobody knows would change figures if it were known.
    static func refuseUnknown(
        _ view: JSONView, _ what: String, _ known: [String]
    ) throws(DocumentFault) {
        guard view.kind == .object else { throw view.fault("\(what) is no object", what) }
        for name in view.names where !known.contains(name) {
            let hint = nearestHint(to: name, among: known)
            throw view.fault("\(what) has no member \(AppError.quoted(name))\(hint)", name)
        }
    }

    /// The rates that a document has of its own.
    private static func ownTable(_ view: JSONView) throws(DocumentFault) -> RateTable {
        try view.member("rates").map { view throws(DocumentFault) in try table(view) } ?? .empty
    }

    /// A table of rates.
    static func table(_ view: JSONView) throws(DocumentFault) -> RateTable {
        var entries: [RateTable.Entry] = []
        for view in try view.elements("rates") {
            try refuseUnknown(
                view, "rates", ["category", "key", "rate", "valid_from", "valid_until"])
            guard let rate = view.member("rate") else {
                throw view.fault("one of rates has no rate", "rate")
            }
            let from = try view.member("valid_from").map { view throws(DocumentFault) in
                try view.day("valid_from")
            }
            let until = try view.member("valid_until").map { view throws(DocumentFault) in
                try view.day("valid_until")
            }
            entries.append(
                RateTable.Entry(
                    category: try view.member("category")?.text("category"),
                    key: try view.member("key")?.text("key"),
                    rate: try TaxReader.percentage(rate, "rate"), from: from, until: until))
        }
        do {
            return try RateTable(entries)
        } catch {
            var fault = DocumentFault(error, member: "rates")
            fault.position = view.position
            throw fault
        }
    }
}
