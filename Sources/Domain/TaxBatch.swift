/// Whole documents in flat arrays, which are filled again and again without new memory.
///
/// Call `begin` for each document, then `line` for each of its lines in any order, then `charge`
/// for each component of that line. A document never spans two batches.
package struct TaxBatch: Sendable {
    package private(set) var documents: ContiguousArray<TaxDocument> = []
    package private(set) var lines: ContiguousArray<TaxLine> = []
    package private(set) var charges: ContiguousArray<ChargedComponent> = []
    /// The rules' component names, then names that only documents have; kept when emptied.
    package private(set) var componentNames: [String]

    package init(_ rules: TaxRules) { componentNames = rules.componentNames }

    /// Forgets the documents and keeps the memory and the names.
    package mutating func removeAll() {
        documents.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        charges.removeAll(keepingCapacity: true)
    }

    /// Begins a document; lines that follow are its own.
    package mutating func begin(
        id: Int64, number: String, isCredit: Bool, rateDay: Day, currency: Currency,
        net: Int64, tax: Int64
    ) {
        documents.append(
            TaxDocument(
                id: id, number: number, isCredit: isCredit, rateDay: rateDay, currency: currency,
                net: net, tax: tax, lines: lines.count..<lines.count))
    }

    /// Adds a line to the document begun last.
    package mutating func line(
        id: Int64, position: Int32, codeIndex: Int32, net: Int64, tax: Int64,
        quantity: Int64, baseQuantity: Int64, listPrice: Int64, unitPrice: Int64
    ) {
        precondition(!documents.isEmpty, "a line belongs to a document")
        lines.append(
            TaxLine(
                id: id, position: position, codeIndex: codeIndex, net: net, tax: tax,
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
