import BankFiles
import Domain
import Testing

@Suite("MT940 vectors") struct MT940VectorTests {
    /// Files with an entry of 30 February, which is refused with its place instead of guessed.
    static let withoutDay: Set<String> = [
        "february_30.sta", "transaction_details_wrapped.sta", "wrapped_timestamp.sta",
    ]

    @Test("read as expected, all but those with a day that does not exist") func vectors() throws {
        guard let vectors = try BankVector.all(["mt940", "mt942"]) else { return }
        var (read, refused, fragments) = (0, 0, 0)
        for vector in vectors {
            let file = vector.name.split(separator: "/").last.map(String.init) ?? ""
            if Self.withoutDay.contains(file) {
                let fault = try #require(Read.mt940.fault(vector.bytes), "\(file)")
                #expect(
                    fault.tag == ":61:" && (5...6).contains(fault.line) && fault.column == 5,
                    "\(file)")
                #expect(fault.error.context.contains("no such day: “160230”"), "\(fault.error)")
                refused += 1
            } else if vector.must == "fragment" {
                _ = Read.mt940.fault(vector.bytes)
                fragments += 1
            } else {
                #expect(vector.must == "parse", "\(vector.name)")
                let fault = Read.mt940.fault(vector.bytes)
                #expect(fault == nil, "\(vector.name)")
                guard fault == nil else { continue }
                let events = try Read.mt940.events(vector.bytes)
                expectSame(vector, events)
                let parts = try Read.mt940.events(vector.bytes, piece: 1)
                #expect(parts == events, "\(vector.name)")
                read += 1
            }
        }
        #expect([read, refused, fragments] == [41, 3, 3])
    }

    private func expectSame(_ vector: BankVector, _ events: [BankEvent]) {
        let expected = vector.expected.list("statements")
        let statements = events.statements
        #expect(statements.count == expected.count, "\(vector.name)")
        for (index, (want, got)) in zip(expected, statements).enumerated() {
            let name = Comment(rawValue: "\(vector.name) \(index)")
            #expect(got.heads.first?.id == want.text("reference"), name)
            #expect(got.heads.first?.account == want.text("account"), name)
            // The vectors take :NS: lines for more of the number: here they are fields of their own.
            let number = want.text("number")?.split(separator: "\n").first.map(String.init)
            #expect(got.heads.first?.sequence == number, name)
            expectBalance("opening", [.opening, .intermediateOpening], want, got, name)
            expectBalance("closing", [.closing, .intermediateClosing], want, got, name)
            expectLines(want, got.lines, name)
        }
    }

    private func expectBalance(
        _ key: String, _ kinds: Set<BankBalance.Kind>, _ want: [String: Any], _ got: [BankEvent],
        _ name: Comment
    ) {
        let found = got.balances.filter { kinds.contains($0.kind) }
        #expect(found.count <= 1, name)
        #expect(found.first?.amount == want.fixed(key), name)
        #expect(found.first?.currency == want.text(key + "_currency"), name)
        if let balance = found.first { #expect(balance.code == want.text(key + "_tag"), name) }
    }

    private func expectLines(_ want: [String: Any], _ lines: [BankLine], _ name: Comment) {
        let list = want.list("entry_list")
        #expect(lines.count == want.number("entries") && lines.count == list.count, name)
        for (entry, line) in zip(list, lines) {
            let isCredit = entry.text("sign") == "C"
            let amount = entry.fixed("amount") ?? Fixed(unscaled: -1, scale: 0)
            #expect(line.amount == (isCredit ? amount : amount.negated), name)
            #expect(line.isReversal == entry.text("mark")?.hasPrefix("R"), name)
            #expect(line.valueDay?.description == entry.text("value_date"), name)
        }
        let zero = Fixed(unscaled: 0, scale: 0)
        let isCredit = list.map { $0.text("sign") == "C" }
        for (sign, key) in [(true, "credit"), (false, "debit")] {
            let some = zip(lines, isCredit).filter { $0.1 == sign }.map(\.0.amount)
            let sum = some.reduce(zero) { $0.adding($1) }
            #expect(some.count == want.number(key + "_count"), name)
            #expect((sign ? sum : sum.negated) == want.fixed(key + "_sum"), name)
        }
    }
}
