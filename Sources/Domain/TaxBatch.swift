/// Whole documents in flat arrays, which are filled again and again without new memory.
///
/// Call `begin` for each document, then `line` for each of its lines in any order, then `charge`
/// for each component of that line. A document never spans two batches.
package struct TaxBatch: Sendable {
    package private(set) var documents: ContiguousArray<TaxDocument> = []
    package private(set) var lines: ContiguousArray<TaxLine> = []
    package private(set) var charges: ContiguousArray<ChargedComponent> = []
    package private(set) var earlier: ContiguousArray<CreditedLine> = []
    /// Documents that could not be read, with what is wrong with each.
    package private(set) var refusals: [TaxRefusal] = []
    /// The rules' component names, then names that only documents have; kept when emptied.
    package private(set) var componentNames: [String]

    package init(_ rules: TaxRules) { componentNames = rules.componentNames }

    /// Forgets the documents and keeps the memory and the names.
    package mutating func removeAll() {
        documents.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        charges.removeAll(keepingCapacity: true)
        earlier.removeAll(keepingCapacity: true)
        refusals.removeAll()
    }

    /// Takes a document back that cannot be read, if it was begun, and keeps what is wrong with it.
    package mutating func refuse(_ refusal: TaxRefusal) {
        refusals.append(refusal)
        guard let last = documents.last, last.id == refusal.documentID else { return }
        charges.removeSubrange((lines[last.lines].first?.charges.lowerBound ?? charges.count)...)
        lines.removeSubrange(last.lines)
        earlier.removeSubrange(last.earlier)
        documents.removeLast()
    }

    /// Begins a document; lines that follow are its own.
    package mutating func begin(
        id: Int64, number: String, isCredit: Bool, rateDay: Day, taxPoint: Day? = nil,
        currency: Currency,
        exchangeRate: Int64 = 1_000_000_000, net: Int64, tax: Int64
    ) {
        documents.append(
            TaxDocument(
                id: id, number: number, isCredit: isCredit, rateDay: rateDay,
                taxPoint: taxPoint ?? rateDay, currency: currency,
                exchangeRate: exchangeRate, net: net, tax: tax, lines: lines.count..<lines.count,
                earlier: earlier.count..<earlier.count))
    }

    /// Adds lines of earlier credit notes of the same invoice to the document begun last.
    package mutating func cumulate(with credited: some Sequence<CreditedLine>) {
        precondition(!documents.isEmpty, "credited lines belong to a document")
        earlier.append(contentsOf: credited)
        let last = documents.count - 1
        documents[last].earlier = documents[last].earlier.lowerBound..<earlier.count
    }

    /// Adds a line to the document begun last.
    package mutating func line(
        id: Int64, position: Int32, codeIndex: Int32, net: Int64, tax: Int64,
        quantity: Int64, baseQuantity: Int64, listPrice: Int64, unitPrice: Int64,
        credited: Int64 = 0
    ) {
        precondition(!documents.isEmpty, "a line belongs to a document")
        lines.append(
            TaxLine(
                id: id, position: position, credited: credited, codeIndex: codeIndex, net: net,
                tax: tax,
                quantity: quantity, baseQuantity: baseQuantity, listPrice: listPrice,
                unitPrice: unitPrice, charges: charges.count..<charges.count))
        let last = documents.count - 1
        documents[last].lines = documents[last].lines.lowerBound..<lines.count
    }

    /// Adds a component to the line added last.
    package mutating func charge(component: Int32, tax: Int64) {
        precondition(!lines.isEmpty, "a charge belongs to a line")
        charges.append(ChargedComponent(component: component, tax: tax))
        let last = lines.count - 1
        lines[last].charges = lines[last].charges.lowerBound..<charges.count
    }

    /// The index of a component's name; a name not met before gets the next one.
    package mutating func component(named name: String) -> Int32 {
        if let known = componentNames.firstIndex(of: name) { return Int32(known) }
        componentNames.append(name)
        return Int32(componentNames.count - 1)
    }

    /// As `component(named:)`, from UTF-8 as the database sends it; a known name makes no text.
    package mutating func component(named bytes: UnsafeRawBufferPointer) -> Int32 {
        for (index, name) in componentNames.enumerated()
        where name.utf8.count == bytes.count && name.utf8.elementsEqual(bytes) {
            return Int32(index)
        }
        return component(named: String(decoding: bytes, as: UTF8.self))
    }
}
