import Domain

/// Makes a tax of its JSON.
struct TaxReader {
    let view: JSONView

    private static let members = [
        "category", "key", "rate", "surcharge_rate", "country", "variant", "retained", "kind",
        "amount", "compound", "compounds_on",
    ]

    /// Reads a tax; a rate that is missing, and not `null`, is looked up.
    func tax(
        _ lookUp: (String?, String?) throws(AppError) -> Percentage
    ) throws(DocumentFault) -> BilledTax {
        try DocumentReader.refuseUnknown(view, "a tax", Self.members)
        guard view.find("category") != nil else {
            throw view.fault("a tax has no category", "category")
        }
        var tax = BilledTax(
            try name("category"), key: try view.member("key")?.text("key"), rate: nil)
        tax.country = try view.member("country")?.text("country")
        tax.variant = try view.member("variant")?.text("variant")
        tax.isRetained = try view.member("retained")?.flag("retained") ?? false
        tax.compounding = try compounding()
        tax.surcharge = try view.member("surcharge_rate").map { rate throws(DocumentFault) in
            try Self.percentage(rate, "surcharge_rate")
        }
        tax.kind = try kind()
        if case .perUnit = tax.kind { return tax }
        if let rate = view.find("rate") {
            tax.rate = rate.kind == .null ? nil : try Self.percentage(rate, "rate")
        } else {
            do {
                tax.rate = try lookUp(tax.category, tax.key)
            } catch {
                var fault = DocumentFault(error, member: "rate")
                fault.position = view.position
                throw fault
            }
        }
        return tax
    }

    private func name(_ member: StaticString) throws(DocumentFault) -> String? {
        guard let view = view.member(member) else { return nil }
        let name = try view.text(member.description)
        guard name.utf8.contains(where: { $0 > 32 }) else {
            throw view.fault("\(member) is blank", member.description)
        }
        return name
    }

    /// A percentage from 0 to 100, with the text it is written as.
    static func percentage(
        _ view: JSONView, _ member: String
    ) throws(DocumentFault) -> Percentage {
        let percent = try view.decimal(member)
        guard percent.signum >= 0, percent <= 100 else {
            throw view.fault("\(member) is \(view.string), not from 0 to 100", member)
        }
        return Percentage(percent, text: view.string)
    }

    private func kind() throws(DocumentFault) -> BilledTax.Kind {
        guard let member = view.member("kind") else { return .percent }
        switch try member.text("kind") {
        case "percent": return .percent
        case "division": return .division
        case "per_unit":
            guard let amount = view.member("amount") else {
                throw view.fault("a tax per unit has an amount", "amount")
            }
            let number = try amount.decimal("amount")
            guard number.signum >= 0 else { throw amount.fault("amount is negative", "amount") }
            return .perUnit(number)
        default:
            throw member.fault(
                "kind is \(AppError.quoted(member.string)), not percent, division or per_unit",
                "kind")
        }
    }

    private func compounding() throws(DocumentFault) -> BilledTax.Compounding {
        let isCompound = try view.member("compound")?.flag("compound") ?? false
        guard let list = view.member("compounds_on") else { return isCompound ? .before : .none }
        guard !isCompound else {
            throw list.fault("a tax has either compound or compounds_on", "compounds_on")
        }
        var names: [String] = []
        for view in try list.elements("compounds_on") {
            names.append(try view.text("compounds_on"))
        }
        return names.isEmpty ? .none : .named(names)
    }
}
