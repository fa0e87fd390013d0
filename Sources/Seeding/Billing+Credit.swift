import Domain

extension Billing {
    /// Issues a credit note over all of an invoice or one line of it, and gives the money back.
    func issue(_ credit: Credit) {
        var note = credit.invoice
        note.creditedInvoice = credit.invoice.id
        note.id = site.books.invoice.nextID()
        (note.issueDate, note.taxPoint, note.dueDate) = (site.day, site.day, site.day)
        let isWhole = credit.kind != .wholeOrLine || site.dice.chance(perMille: 400)
        if !isWhole { note.lines = [site.dice.pick(note.lines)] }
        let credited = Set(credit.earlier.map(\.credited))
        if credit.kind == .rest { note.lines.removeAll { credited.contains($0.id) } }
        for index in note.lines.indices {
            note.lines[index].credited = note.lines[index].id
            note.lines[index].id = site.books.invoiceLine.nextID()
        }
        numbering.number(&note)
        site.table.rule(on: note.rateDay).charge(&note.lines, after: credit.earlier)
        // A wrong tax on most of an invoice could also exceed it: that would be two errors.
        if credit.kind != .rest, 2 * amount(of: note) < amount(of: credit.invoice) { plant(&note) }
        round(&note)
        registrar.write(note)
        noteIssue(of: note)
        let gross = note.gross(pricesIncludeTax: site.template.pricesIncludeTax)
        site.receivables.credit(credit.invoice.id, gross)
        follow(credit, with: note)
        // What is rounded off the payable amount is no part of what was credited too much.
        if credit.kind == .oneTooMany {
            return tell(.creditExceedsInvoice, of: note, 0, gross - note.rounding)
        }
        for line in note.lines where site.catalogue.entries[line.offer].offer.isMedicine {
            pharmacy.takeBack(line)
        }
        if let receipt = credit.receipt {
            cashier.refund(gross, of: receipt, creditNote: note.id)
        }
    }

    /// Leaves what follows a credit note: the rest of an invoice nobody paid, or all once more.
    private func follow(_ credit: Credit, with note: Document) {
        var next = credit
        next.earlier += note.lines
        switch credit.kind {
        case .whole:
            (next.kind, next.receipt) = (.oneTooMany, nil)
            let second = site.day.adding(days: site.dice.between(3, 10))
            agenda.add(.credit(next), on: site.calendar.openDay(from: second))
        case .wholeOrLine:
            let isPart = note.lines.count < credit.invoice.lines.count
            guard isPart, credit.receipt == nil, !note.isPlanted else { return }
            next.kind = .rest
            let second = site.day.adding(days: site.dice.between(2, 20))
            agenda.add(.credit(next), on: site.calendar.openDay(from: second))
        case .rest, .oneTooMany: break
        }
    }

    private func amount(of document: Document) -> Int64 {
        document.lines.reduce(0) { $0 + $1.amount }
    }

    /// What the audit log says of a document.
    func noteIssue(of document: Document) {
        let includesTax = site.template.pricesIncludeTax
        let user = document.isCreditNote ? site.team.manager : site.dice.pick(site.team.frontDesk)
        let figures = [
            ("net", document.net(pricesIncludeTax: includesTax)), ("tax", document.tax),
            ("gross", document.gross(pricesIncludeTax: includesTax)),
        ]
        let corrections = site.corrections.steps(of: document, figures, at: site)
        site.audit(
            document.isCreditNote ? "credit" : "create", "invoice", document.id, by: user,
            after: corrections.first?.before ?? figures)
        for step in corrections { site.corrections.note(step, of: document, at: site) }
        if document.status == .void {
            cashier.misbook(on: document.id)
            site.audit(
                "void", "invoice", document.id, by: site.team.manager, before: figures,
                plus: Registrar.secondsToVoid)
        }
        guard !document.isCreditNote else { return }
        for line in document.lines where line.unitPrice < line.listPrice {
            let unit = Price.of(minor: 1, digits: site.digits)
            site.audit(
                "price_override", "invoice_line", line.id, by: user,
                before: [("unit_price", line.listPrice / unit)],
                after: [("unit_price", line.unitPrice / unit)])
        }
    }
}
