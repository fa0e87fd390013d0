import Domain

/// Puts tax errors into documents, each where only one reason explains it.
///
/// Errors wait in an order of chance until a document comes along that can bear the first of them;
/// a document bears one at most, and what is charged elsewhere in it stays right.
struct Planter {
    private(set) var waiting: [PlantedReason] = []
    private let table: TaxTable
    private let template: Template
    private var deck: [PlantedReason] = []

    init(_ template: Template, table: TaxTable) {
        (self.template, self.table) = (template, table)
    }

    /// Lets so many more errors wait; every reason comes once before one comes again.
    mutating func expect(_ count: Int, _ dice: inout Dice) {
        for _ in 0..<count {
            if deck.isEmpty { deck = dice.shuffled(possible) }
            if let next = deck.popLast() { waiting.append(next) }
        }
    }

    private var possible: [PlantedReason] {
        PlantedReason.allCases.filter { reason in
            switch reason {
            case .wrongComponent: table.places.count > 1
            case .wrongRate: table.codes.count(where: \.isStandard) > 1
            default: true
            }
        }
    }

    /// Takes a reason off the waiting list, if it waits.
    mutating func take(_ reason: PlantedReason) -> Bool {
        guard let index = waiting.firstIndex(of: reason) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Plants the first waiting error that the document can bear.
    ///
    /// The document is rightly charged before; a credit note bears no error of its total.
    mutating func plant(in document: inout Document, _ dice: inout Dice) -> PlantedReason? {
        guard !waiting.isEmpty else { return nil }
        for (index, reason) in waiting.enumerated() where reason != .creditExceedsInvoice {
            guard reason == .sumMismatch ? !document.isCreditNote : true,
                plant(reason, in: &document, &dice)
            else { continue }
            waiting.remove(at: index)
            document.isPlanted = true
            return reason
        }
        return nil
    }

    private func plant(
        _ reason: PlantedReason, in document: inout Document, _ dice: inout Dice
    ) -> Bool {
        if reason == .sumMismatch {
            let slip = Int64(dice.between(1, 900))
            document.slip = dice.chance(perMille: 500) || slip >= document.tax ? slip : -slip
            return document.tax > 0
        }
        let start = dice.below(document.lines.count)
        for offset in document.lines.indices {
            let index = (start + offset) % document.lines.count
            if reason == .noTaxCode {
                if loseCode(ofLine: index, in: &document, &dice) { return true }
            } else if let split = charge(reason, line: index, of: document, &dice) {
                document.lines[index].split = split
                return true
            }
        }
        return false
    }

    /// A line without a known code leaves its group: the others are charged anew, it is not.
    private func loseCode(
        ofLine index: Int, in document: inout Document, _ dice: inout Dice
    ) -> Bool {
        let charged = document.lines[index].split
        guard charged.total > 0 else { return false }
        document.lines[index].code = -1
        document.lines[index].codeID = dice.chance(perMille: 700) ? 0 : Self.unknownCode
        document.lines[index].stack = .none
        table.rule(on: document.rateDay).charge(&document.lines)
        document.lines[index].split = charged
        return true
    }

    /// An id that no clinic's tax code has.
    private static let unknownCode: Int64 = 900_000_001

    /// A tax for the line that has this reason and no earlier one.
    private func charge(
        _ reason: PlantedReason, line index: Int, of document: Document, _ dice: inout Dice
    ) -> Split? {
        let books = Recomputation(
            document, table: table, pricesIncludeTax: template.pricesIncludeTax,
            digits: template.currency.exponent)
        return Slips(books, line: index).proposals(for: reason, &dice).first { split in
            books.reason(index, charged: split) == reason
        }
    }
}
