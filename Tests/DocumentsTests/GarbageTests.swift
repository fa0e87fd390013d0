import Documents
import Domain
import Foundation
import TestSupport
import Testing

@Suite("Documents of garbage") struct GarbageTests {
    static let pieces = [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-", "0", "1e9", "NaN", "\\u12", "\\",
        "99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001",
        "\"rate\"", "\"per_unit\"", "\"division\"", "\"compound\"", "\"spread\"", "é", "\u{0}",
    ]

    @Test("are refused or computed, and never end the program") func garbage() throws {
        let example = try String(
            contentsOfFile: TestCluster.checkout + "/templates/tax-document.json", encoding: .utf8)
        var dice = Dice()
        var (computed, refused) = (0, 0)
        for _ in 0..<20_000 {
            var bytes = Array(example.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let start = Int.random(in: 0..<bytes.count, using: &dice)
                let end = min(bytes.count, start + Int.random(in: 0...6, using: &dice))
                let piece = Self.pieces.randomElement(using: &dice) ?? ""
                bytes.replaceSubrange(start..<end, with: piece.utf8)
            }
            guard var file = try? CaseFile(bytes) else {
                refused += 1
                continue
            }
            while let one = file.next() {
                var writer = JSONWriter()
                do {
                    writer.write(try ComputedDocument(try one.document.get()))
                    computed += 1
                } catch {
                    let place = error.position.map { file.place(of: $0) }
                    writer.write(error, id: one.id, at: place)
                    refused += 1
                }
                let lines = writer.bytes.split(separator: 10)
                #expect(lines.count == 1, "\(dice)")
                #expect(throws: Never.self, "\(dice)") {
                    try JSONSerialization.jsonObject(with: Data(lines[0]))
                }
            }
        }
        #expect(computed > 100 && refused > 500, "\(computed) \(refused)")
    }

    @Test("hold numbers of 38 digits without a trap, and say where they end") func bounds() throws {
        var dice = Dice()
        let number = { (dice: inout Dice) in
            let digits = (0..<Int.random(in: 1...38, using: &dice)).map { _ in
                String(Int.random(in: 0...9, using: &dice))
            }
            let point = Int.random(in: 1...digits.count, using: &dice)
            let fraction = digits[point...].joined()
            return (Bool.random(using: &dice) ? "-" : "") + digits[..<point].joined()
                + (fraction.isEmpty ? "" : "." + fraction)
        }
        var computed = 0
        for _ in 0..<5000 {
            let text = #"""
                {"currency": "EUR", "price_includes_tax": \#(Bool.random(using: &dice)),
                "lines": [{"quantity": "\#(number(&dice))", "unit_price": "\#(number(&dice))",
                "base_quantity": "\#(number(&dice))", "allowances": [{"percent": "\#(number(&dice))"}],
                "taxes": [{"category": "A", "rate": "19.\#(number(&dice).filter(\.isNumber).prefix(36))"},
                {"category": "B", "rate": "0.1", "compound": true}]}],
                "charges": [{"amount": "\#(number(&dice))", "spread": true}]}
                """#
            var file = try CaseFile(Array(text.utf8))
            let first = file.next()
            let one = try #require(first)
            do {
                let document = try ComputedDocument(try one.document.get())
                computed += 1
                #expect(document.totals.gross.magnitude < 1_000_000_000_000_000_000)
            } catch {
                let codes: Set<AppError.Code> = [.numericOutOfRange, .taxDocumentInvalid]
                #expect(codes.contains(error.error.code), "\(dice) \(error.error) \(text)")
            }
        }
        #expect(computed > 100, "\(computed)")
    }
}
