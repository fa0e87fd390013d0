import Domain
import TestSupport
import Testing

@Suite("Document change") struct DocumentChangeTests {
    private static func document(
        _ kind: BookedKind, _ id: Int64, _ currency: String, _ amount: Int128
    ) -> BookedDocument {
        let (day, zero) = (Day(number: 0), Fixed(unscaled: 0, scale: 0))
        return BookedDocument(
            kind, id: id, name: "\(id)", currency: currency, day: day, postedOn: day, net: zero,
            tax: zero, amount: Fixed(unscaled: amount, scale: 2), digest: Int64(amount))
    }

    @Test("is added, changed or removed, and moves what the totals differ by")
    func three() throws {
        let older = [
            Self.document(.invoice, 1, "EUR", 100), Self.document(.invoice, 2, "EUR", 250),
        ]
        let newer = [Self.document(.invoice, 2, "EUR", 200), Self.document(.invoice, 3, "EUR", 70)]
        let changes = DocumentChange.between(older, newer)
        #expect(
            changes.map { "\($0.what) \($0.document.id) \($0.amount)" } == [
                "removed 1 -1.00", "changed 2 -0.50", "added 3 0.70",
            ])
    }

    @Test("of two lists is what a naive comparison finds, whatever the lists")
    func naive() {
        var dice = Dice()
        let currencies = ["EUR", "JPY", "USD"]
        for _ in 0..<300 {
            func list() -> [BookedDocument] {
                var list: [BookedDocument] = []
                for kind in BookedKind.allCases {
                    for id in Int64(1)...12 where Int.random(in: 0..<3, using: &dice) > 0 {
                        let currency = currencies[Int.random(in: 0..<3, using: &dice)]
                        list.append(
                            Self.document(
                                kind, id, currency, Int128(Int.random(in: 0..<3, using: &dice))))
                    }
                }
                return list.sorted(by: BookedDocument.precedes)
            }
            let (older, newer) = (list(), list())
            func key(_ one: BookedDocument) -> String { "\(one.kind) \(one.currency) \(one.id)" }
            let before = Dictionary(uniqueKeysWithValues: older.map { (key($0), $0) })
            let after = Dictionary(uniqueKeysWithValues: newer.map { (key($0), $0) })
            let wanted = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
            let found = DocumentChange.between(older, newer)
            #expect(Set(found.map { key($0.document) }) == wanted, "\(dice)")
            #expect(found.count == wanted.count, "\(dice)")
            #expect(
                found.allSatisfy {
                    $0.before == before[key($0.document)] && $0.after == after[key($0.document)]
                }, "\(dice)")
        }
    }
}
