package import Domain
package import Sheets

/// What has changed since the revision before, document by document, and who did it.
///
/// It is no part of what the report says: the same figures without it are the same result.
package enum ChangeSheet {
    package static let name = "Changes"

    /// Who last touched a document, as the audit trail has it.
    package struct Author: Sendable {
        package let login: String
        package let action: String
        package let at: Instant

        package init(login: String, action: String, at: Instant) {
            self.login = login
            self.action = action
            self.at = at
        }
    }

    /// A row a change, in the order of lists; a row that says so when nothing has changed.
    ///
    /// - Parameters:
    ///   - changes: in the order of lists.
    ///   - since: what they are changes of, as a title says it.
    ///   - author: who touched a document, where the trail knows it.
    /// - Returns: the sheet, whose sums by kind and currency stand above its rows.
    package static func sheet(
        _ changes: [DocumentChange], since: String, author: (BookedDocument) -> Author?
    ) -> Sheet {
        let sums = DocumentSums(changes).lines
        return Sheet(
            name: name, slug: "changes", title: "Changes since \(since)",
            notes: sums.isEmpty
                ? ["No document has changed; inputs, decisions or rules may have."] : sums,
            columns: [
                Column("Counts in"), Column("What", tones: ["removed": .bad, "changed": .warn]),
                Column("Document"), Column("Date", .day), Column("Posts on", .day),
                Column("Currency"), Column("Net", .decimal), Column("Tax", .decimal),
                Column("Amount", .decimal), Column("Changed by"), Column("Action"),
                Column("Changed at", .instant),
            ],
            rows: changes.map { row($0, author($0.document)) }, isProvenance: true)
    }

    private static func row(_ change: DocumentChange, _ author: Author?) -> SheetRow {
        let document = change.document
        let digits = (try? Currency(code: document.currency))?.exponent ?? 0
        func figure(_ amount: Fixed) -> Cell { .decimal(amount.padded(digits)) }
        return SheetRow([
            .text(document.kind.title), .text(change.what.rawValue), .text(document.name),
            .day(document.day), .day(document.postedOn), .text(document.currency),
            figure(change.net), figure(change.tax), figure(change.amount),
            .text(author?.login ?? ""), .text(author?.action ?? ""),
            author.map { .instant($0.at) } ?? .empty,
        ])
    }
}

/// What changes move, by kind and currency.
package struct DocumentSums: Sendable {
    private var sums: [Key: Sum] = [:]

    private struct Key: Hashable {
        let kind: BookedKind
        let currency: String
    }

    /// What changes of one kind come to in one currency.
    package struct Sum: Sendable {
        package private(set) var added = 0
        package private(set) var changed = 0
        package private(set) var removed = 0
        package private(set) var net = Fixed(unscaled: 0, scale: 0)
        package private(set) var tax = Fixed(unscaled: 0, scale: 0)
        package private(set) var amount = Fixed(unscaled: 0, scale: 0)

        mutating func add(_ change: DocumentChange) {
            switch change.what {
            case .added: added += 1
            case .changed: changed += 1
            case .removed: removed += 1
            }
            net = net.adding(change.net)
            tax = tax.adding(change.tax)
            amount = amount.adding(change.amount)
        }
    }

    package init(_ changes: [DocumentChange]) {
        for change in changes {
            let key = Key(kind: change.document.kind, currency: change.document.currency)
            sums[key, default: Sum()].add(change)
        }
    }

    /// By the order of kinds, then currency.
    package var all: [(kind: BookedKind, currency: String, sum: Sum)] {
        BookedKind.allCases.flatMap { kind in
            sums.filter { $0.key.kind == kind }.sorted { $0.key.currency < $1.key.currency }
                .map { (kind, $0.key.currency, $0.value) }
        }
    }

    /// A sentence a kind and currency.
    package var lines: [String] {
        all.map { kind, currency, sum in
            let digits = (try? Currency(code: currency))?.exponent ?? 0
            let counts = [("added", sum.added), ("changed", sum.changed), ("removed", sum.removed)]
                .filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
            func figure(_ amount: Fixed) -> String { amount.padded(digits).description }
            let documents =
                kind == .invoice || kind == .taxPoint
                ? "net \(figure(sum.net)), tax \(figure(sum.tax)), " : ""
            return
                "\(kind.title), \(currency): \(counts); \(documents)amount \(figure(sum.amount))."
        }
    }
}

extension BookedKind {
    /// The report in which it counts.
    package var title: String {
        switch self {
        case .invoice: "Sales"
        case .taxPoint: "Tax return"
        case .payment: "Collections"
        case .allocation: "Allocations"
        case .refund: "Refunds"
        case .dispute: "Disputes lost"
        case .writeOff: "Write-offs"
        }
    }
}
