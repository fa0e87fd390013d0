import Domain
import Testing

@testable import Services

/// What the rules ask of a document, read where the recomputation leaves it.
struct TaxDue {
    /// A line's tax by component's name, those withheld among them.
    struct Line: Equatable {
        let code: Int32
        let credited: Int64
        /// What the line's tax is said to be.
        let tax: Int64
        let components: [String: Int64]
        /// The components that are no part of the line's tax.
        let withheld: Set<String>

        /// As `TaxBooks` writes charges, by name.
        var charges: String {
            components.isEmpty
                ? "-" : components.sorted(by: <).map { "\($0) \($1)" }.joined(separator: " + ")
        }
    }

    /// In the order of the batch.
    let lines: [Line]

    init(lines: [Line]) { self.lines = lines }

    init(
        _ books: TaxBooks, document: Int = 0, level: RoundingLevel? = nil,
        mode: RoundingMode? = nil
    ) throws {
        let (rules, batch) = (books.rules, books.batch)
        let policy = try #require(rules.policies.first)
        let table = TaxTable(rules)
        var recomputation = TaxRecomputation(table)
        try recomputation.run(batch, document, level ?? policy.level, mode ?? policy.mode)
        lines = zip(batch.documents[document].lines, recomputation.lines).map { index, line in
            let shares = table.shares[table.stacks[line.stack].shares]
            let names = shares.map { rules.componentNames[Int($0.component)] }
            let taxes = recomputation.taxes[line.first..<line.first + names.count]
            return Line(
                code: batch.lines[index].codeIndex, credited: batch.lines[index].credited,
                tax: line.tax, components: Dictionary(uniqueKeysWithValues: zip(names, taxes)),
                withheld: Set(zip(names, shares).filter(\.1.isWithheld).map(\.0)))
        }
    }

    /// The taxes by component and whatever else a line is told apart by.
    func sums<Key: Hashable>(by key: (Line) -> Key) -> [Sum<Key>: Int64] {
        var sums: [Sum<Key>: Int64] = [:]
        for line in lines {
            for (name, tax) in line.components {
                sums[Sum(key: key(line), component: name), default: 0] += tax
            }
        }
        return sums
    }

    /// What a sum is of.
    struct Sum<Key: Hashable>: Hashable {
        let key: Key
        let component: String
    }
}
