import Domain
import Services

extension TaxOutcome {
    /// The return as tests read best: `A invoices 100/10 notes -50/-5 = 50/5`, zeros left out.
    var returnedText: [String] {
        returned.map { row in
            let amounts = TaxSource.allCases.compactMap { source in
                row.amounts[source].flatMap { amount in
                    amount == TaxAmount(base: 0, tax: 0) ? nil : "\(source.word) \(amount.text)"
                }
            }
            return "\(row.taxCode) \(amounts.joined(separator: " ")) = \(row.returned.text)"
        }
    }

    /// The components of the return: `A CGST invoices 5 = 5`, zeros left out.
    var componentsText: [String] {
        returned.flatMap { row in
            row.components.map { part in
                let taxes = TaxSource.allCases.compactMap { source in
                    part.taxes[source].flatMap { $0 == 0 ? nil : "\(source.word) \($0) " }
                }
                return "\(row.taxCode) \(part.component) \(taxes.joined())= \(part.returned)"
            }
        }
    }
}

extension TaxAmount {
    var text: String { "\(base)/\(tax)" }
}

extension TaxSource {
    fileprivate var word: String {
        switch self {
        case .invoices: "invoices"
        case .creditNotes: "notes"
        case .advances: "advances"
        case .deferral: "deferral"
        }
    }
}
