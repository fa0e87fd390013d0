import BankFiles
import Domain
import Testing

@Suite("BAI2 vectors") struct BAI2VectorTests {
    @Test("read or refused as expected") func vectors() throws {
        guard let vectors = try BankVector.all(["bai2"]) else { return }
        var (read, refused) = (0, 0)
        for vector in vectors {
            if vector.must == "refuse" {
                #expect(Read.bai2.fault(vector.bytes) != nil, "\(vector.name)")
                refused += 1
            } else {
                let events = try Read.bai2.events(vector.bytes)
                expectSame(vector, events)
                let parts = try Read.bai2.events(vector.bytes, piece: 1)
                #expect(parts == events, "\(vector.name)")
                read += 1
            }
        }
        #expect([read, refused] == [5, 5])
    }

    private func expectSame(_ vector: BankVector, _ events: [BankEvent]) {
        let groups = vector.expected.list("groups")
        let accounts = groups.flatMap { group in
            group.list("accounts").map { (group: group, account: $0) }
        }
        let statements = events.statements
        #expect(statements.count == accounts.count, "\(vector.name)")
        for (index, (want, got)) in zip(accounts, statements).enumerated() {
            let name = Comment(rawValue: "\(vector.name) \(index)")
            expectAccount(want.account, day: want.group.text("as_of_date"), got, name)
        }
        expectControls(vector, groups, events.discrepancies)
    }

    private func expectAccount(
        _ want: [String: Any], day: String?, _ got: [BankEvent], _ name: Comment
    ) {
        #expect(got.heads.first?.account == want.text("account"), name)
        #expect(got.heads.first?.currency == want.text("currency"), name)
        let status = want.list("status_amounts").filter { ($0.text("type") ?? "9") < "100" }
        #expect(got.balances.map(\.code) == status.map { $0.text("type") }, name)
        #expect(got.balances.map(\.amount) == status.map { minor($0.text("amount")) }, name)
        for balance in got.balances {
            #expect((balance.kind == .opening) == (balance.code == "010"), name)
            #expect((balance.kind == .closing) == (balance.code == "015"), name)
        }
        let plainDay = got.balances.first?.day?.description.dropFirst(2).filter { $0 != "-" }
        #expect(plainDay == nil || plainDay == day, name)
        let lines = got.lines
        let zero = Fixed(unscaled: 0, scale: 0)
        #expect(lines.count == want.number("entries"), name)
        let credits = lines.filter { $0.status == .booked && $0.amount > zero }.map(\.amount)
        let debits = lines.filter { $0.status == .booked && $0.amount < zero }.map(\.amount.negated)
        #expect(credits.count == want.number("credit_count"), name)
        #expect(debits.count == want.number("debit_count"), name)
        #expect(lines.count(where: { $0.status != .booked }) == want.number("other_count"), name)
        #expect(credits.reduce(zero) { $0.adding($1) } == minor(want.text("credit_sum")), name)
        #expect(debits.reduce(zero) { $0.adding($1) } == minor(want.text("debit_sum")), name)
    }

    /// All currencies of the vectors have two digits.
    private func minor(_ text: String?) -> Fixed? {
        text.flatMap { Fixed($0) }.map { Fixed(unscaled: $0.unscaled, scale: 2) }
    }

    /// Exactly what the vectors say does not tie is a discrepancy.
    ///
    /// They count the broken line of a text in sample 3 as a record. Here it is text, and all
    /// counts that the file states of itself hold.
    private func expectControls(
        _ vector: BankVector, _ groups: [[String: Any]], _ found: [BankDiscrepancy]
    ) {
        let name = Comment(rawValue: "\(vector.name) \(found.map(\.what))")
        let isBroken = vector.name.hasSuffix("sample3.txt")
        let (accounts, file) = (groups.flatMap { $0.list("accounts") }, [vector.expected])
        for (what, owner, all, key) in [
            ("control total", "account", accounts, "amounts_tie"),
            ("number of records", "account", accounts, "records_tie"),
            ("control total", "group", groups, "account_controls_add_up"),
            ("control total", "the file", file, "group_controls_add_up"),
            ("number of records", "the file", file, "file_records_tie"),
        ] {
            let untied = all.filter { $0[key] as? Bool == false }
            let stated = found.filter { $0.what.hasPrefix("\(what) of \(owner)") }
            guard !isBroken || !key.hasSuffix("records_tie") else {
                #expect(untied.count == 1 && stated.isEmpty, name)
                continue
            }
            #expect(stated.count == untied.count, name)
            guard key == "records_tie" else { continue }
            for (want, got) in zip(untied, stated) {
                #expect(want.number("control_records").map { Fixed(whole: $0) } == got.stated, name)
                #expect(want.number("physical_records").map { Fixed(whole: $0) } == got.found, name)
            }
        }
        #expect(!found.contains { $0.what.hasPrefix("number of groups") }, name)
    }
}

extension Fixed {
    init(whole: Int) { self.init(unscaled: Int128(whole), scale: 0) }
}
