import Access
import Domain

/// Writes documents down: header, lines, taxes and discounts.
struct Registrar {
    let site: Site

    func write(_ document: Document) {
        writeHeader(document)
        let includesTax = site.template.pricesIncludeTax
        for (index, line) in document.lines.enumerated() {
            let net = includesTax ? line.amount - line.split.total : line.amount
            write(line, of: document, position: index + 1, net: net)
            writeTaxes(of: line, in: document, net: net)
            if line.discount > 0 { writeDiscount(of: line, in: document) }
        }
    }

    private func writeHeader(_ document: Document) {
        let net = document.net(pricesIncludeTax: site.template.pricesIncludeTax)
        let isVoid = document.status == .void
        site.books.invoice.add { row in
            row.int(site.id)
            row.int(document.id)
            row.text(document.series)
            site.label.begin(numberOf: document)
            row.text(site.label.bytes)
            row.text(document.isCreditNote ? "credit_note" : "invoice")
            row.int(document.patient)
            row.reference(document.payer)
            row.text(document.status.rawValue)
            row.day(document.issueDate)
            row.day(document.taxPoint)
            row.day(document.dueDate)
            row.instant(site.now())
            if isVoid { row.instant(site.now(plus: Self.secondsToVoid)) } else { row.null() }
            row.reference(isVoid ? site.team.manager.id : 0)
            row.text(optional: isVoid ? "entered twice" : nil)
            row.text(site.template.currency.code)
            row.numeric(1, digits: 0)
            row.numeric(net, digits: site.digits)
            row.numeric(document.tax, digits: site.digits)
            row.numeric(document.rounding, digits: site.digits)
            row.numeric(net + document.tax + document.rounding, digits: site.digits)
            row.reference(document.creditedInvoice)
        }
    }

    /// An invoice that is voided was so soon after.
    static let secondsToVoid = 5400

    private func write(_ line: Line, of document: Document, position: Int, net: Int64) {
        let entry = site.catalogue.entries[line.offer]
        site.books.invoiceLine.add { row in
            row.int(site.id)
            row.int(line.id)
            row.int(document.id)
            row.int4(Int32(position))
            row.reference(entry.offer.isMedicine ? 0 : entry.id)
            row.reference(entry.offer.isMedicine ? entry.id : 0)
            row.reference(line.practitioner)
            row.reference(line.appointment)
            row.reference(line.credited)
            row.numeric(line.quantity, digits: 3)
            row.numeric(line.listPrice, digits: 4)
            row.numeric(line.unitPrice, digits: 4)
            row.numeric(line.base, digits: 3)
            row.reference(line.codeID)
            row.numeric(net, digits: site.digits)
            row.numeric(line.split.total, digits: site.digits)
        }
    }

    private func writeTaxes(of line: Line, in document: Document, net: Int64) {
        var (position, earlier) = (Int16(0), Int64(0))
        for (place, component) in site.table.places.enumerated()
        where line.stack.parts[place] != 0 || line.split[place] != 0 {
            position += 1
            let tax = line.split[place]
            site.books.invoiceLineTax.add { row in
                row.int(site.id)
                row.int(document.id)
                row.int(line.id)
                row.int2(position)
                row.text(component)
                row.numeric(
                    site.table.compounds[place] ? net + earlier : net, digits: site.digits)
                row.numeric(tax, digits: site.digits)
            }
            earlier += tax
        }
    }

    private func writeDiscount(of line: Line, in document: Document) {
        site.books.documentAdjustment.add { row in
            row.int(site.id)
            row.int(site.books.documentAdjustment.nextID())
            row.int(document.id)
            row.int(line.id)
            row.text("discount")
            row.numeric(line.discount, digits: site.digits)
            row.numeric(line.percent, digits: 0)
            row.text(line.percent >= 10 ? "hardship" : "prompt payment")
            row.int(site.team.manager.id)
            row.day(site.day)
        }
    }
}
