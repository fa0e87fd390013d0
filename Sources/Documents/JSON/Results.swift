package import Domain

/// Results as JSON, a line each.
extension JSONWriter {
    /// A computed document: the members of `expected`, then those that were asked for besides.
    package mutating func write(_ document: ComputedDocument) {
        digits = document.billed.digits
        open()
        member("id", document.billed.id)
        list("lines", document.lines) { writer, line in
            writer.member("id", line.billed.id)
            writer.member("net", line.netMinor)
            writer.member("tax", line.taxMinor)
        }
        list("groups", document.groups) { writer, group in writer.write(group) }
        let totals = document.totals
        member("line_total", totals.lines)
        member("allowance_total", document.allowances.isEmpty ? nil : totals.allowances)
        member("charge_total", document.charges.isEmpty ? nil : totals.charges)
        member("net_total", totals.net)
        member("tax_total", totals.tax)
        let isRetained = document.groups.contains { $0.tax.isRetained }
        member("retained_total", isRetained ? totals.retained : nil)
        member("gross_total", totals.gross)
        member("prepaid", totals.prepaid)
        member("rounding", totals.rounding)
        member("payable", totals.payable)
        writeExtensions(of: document)
        close()
        endLine()
    }

    private mutating func write(_ group: TaxGroup) {
        member("category", group.tax.category)
        member("key", group.tax.key)
        member("rate", group.tax.rate?.text)
        member("base", group.baseMinor)
        member("tax", group.taxMinor)
        if let country = group.tax.country { member("country", country) }
        if let variant = group.tax.variant { member("variant", variant) }
        if group.tax.isRetained { member("retained", true) }
        if let surcharge = group.tax.surcharge {
            member("surcharge_rate", surcharge.text)
            member("surcharge_tax", group.surchargeMinor)
        }
        switch group.tax.kind {
        case .percent: break
        case .division: member("kind", "division")
        case .perUnit(let amount):
            member("kind", "per_unit")
            member("amount", amount.text(digitsMax: 38))
            member("quantity", group.quantity.text(digitsMax: 38))
        }
    }

    private mutating func writeExtensions(of document: ComputedDocument) {
        adjustments("allowances", document.allowances)
        adjustments("charges", document.charges)
        if let converted = document.converted {
            name("tax_currency")
            open()
            member("currency", converted.currency.code)
            digits = converted.currency.digits
            member("tax_total", converted.totalMinor)
            let taxes = zip(document.groups, converted.groupsMinor)
            list("groups", Array(taxes)) { writer, row in
                writer.member("category", row.0.tax.category)
                writer.member("key", row.0.tax.key)
                writer.member("rate", row.0.tax.rate?.text)
                writer.member("tax", row.1)
            }
            digits = document.billed.digits
            close()
        }
        if let rows = document.recognised {
            list("recognised", rows) { writer, row in
                writer.member("date", row.day.description)
                writer.member("net", row.netMinor)
                writer.member("tax", row.taxMinor)
            }
        }
        if let advances = document.advances {
            list("advances", advances.rows) { writer, row in
                writer.member("date", row.advance.day?.description)
                writer.member("net", row.netMinor)
                writer.member("tax", row.taxMinor)
                writer.list("groups", row.groups) { $0.write($1) }
            }
            member("tax_due", advances.dueMinor)
        }
        if let credit = document.credit {
            member("credit_exceeds_invoice", credit.excessMinor > 0)
            member("credit_excess", credit.excessMinor)
        }
    }

    /// What the document's taxed or spread allowances and charges come to, each.
    private mutating func adjustments(_ name: StaticString, _ rows: [ComputedAdjustment]) {
        guard !rows.isEmpty else { return }
        list(name, rows) { writer, row in
            writer.member("amount", row.minor)
            writer.member("tax", row.taxMinor)
            guard !row.spreadMinor.isEmpty else { return }
            writer.openList("spread")
            for part in row.spreadMinor { writer.write(amount: part) }
            writer.closeList()
        }
    }

    /// A document that was refused, with the place of what is wrong.
    package mutating func write(_ fault: DocumentFault, id: String, at place: String?) {
        open()
        member("id", id)
        name("error")
        open()
        member("code", fault.error.errorCode)
        member("message", fault.error.sentence)
        member("line", fault.line)
        member("member", fault.member)
        member("place", place)
        member("remedy", fault.error.remedy)
        close()
        close()
        endLine()
    }
}
