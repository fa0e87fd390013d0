import Domain

/// Payouts, deposits, transfers and refunds by transfer ⇄ bank lines.
struct BankSide {
    private var link = IDLink()
    var expected: [LinkRow] = []
    /// By payment: the machine whose takings the bank credits by the day.
    private(set) var machines: [Int64: Machine] = [:]
    /// By payment: who pays, where it is not the patient.
    private(set) var payers: [Int64: Int64] = [:]
    var lines: [Line] = []
    private var elsewhere: [String: [LinkRow]] = [:]
    private var earlierLines: [String: [LinkRow]] = [:]

    /// A bank line that no id of the ledger is the reference of.
    struct Line {
        let row: LinkRow
        let narration: String
    }

    /// Money that should come or go, under the id that the bank will have.
    mutating func expect(_ kind: ItemKind, id: Int64, _ amount: Money, _ day: Day, key: String) {
        guard !key.isEmpty else {
            expected.append(
                LinkRow(BillingItem(kind, id), amount, on: day))
            return
        }
        var key = key
        key.withUTF8 {
            link.left(
                kind, id: id, amount, day, isCaptured: true, key: UnsafeRawBufferPointer($0))
        }
    }

    /// A payment that comes with all others of its machine's day, in one sum.
    mutating func expectTakings(_ payment: LedgerPayment) {
        machines[payment.id] = Machine(method: payment.method, terminal: payment.terminal)
        expect(.payment, id: payment.id, payment.amount, payment.receivedOn, key: "")
    }

    mutating func notePayer(_ payer: Int64, of payment: Int64) {
        if payer != 0 { payers[payment] = payer }
    }

    mutating func line(
        _ line: BookedLine, reference: UnsafeRawBufferPointer, narration: () -> String
    ) {
        let kind: ItemKind = line.isImported ? .importEntry : .bankEntry
        if reference.count > 0,
            link.right(
                kind, id: line.id, minor: line.amount.minor, line.amount.currency, line.bookedOn,
                isCaptured: true, key: reference)
        {
            return
        }
        lines.append(
            Line(
                row: LinkRow(
                    BillingItem(kind, line.id), line.amount, on: line.bookedOn,
                    String(decoding: reference, as: UTF8.self)),
                narration: narration()))
    }

    /// References of lines that nothing of this period or still open has.
    var unknownReferences: [String] {
        Set(lines.map(\.row.reference).filter { !$0.isEmpty }).sorted()
    }

    /// A ledger row of an earlier period with such a reference.
    ///
    /// Or a bank line of such a time, which may have had it.
    mutating func elsewhere(_ row: LinkRow) {
        if row.item.kind == .bankEntry || row.item.kind == .importEntry {
            earlierLines[row.reference, default: []].append(row)
        } else {
            elsewhere[row.reference, default: []].append(row)
        }
    }

    /// All passes, one after the other.
    mutating func conclude(
        in period: Period, _ terms: BillingTerms, _ decisions: inout Decisions,
        into results: inout BillingResults
    ) {
        var rights: [LinkRow] = []
        let findings = results.settle(link, .bank, &expected, &rights, decisions)
        lines += rights.map { Line(row: $0, narration: "") }
        rights = lines.map(\.row)
        results.accept(&expected, &rights, .bank, &decisions)
        keepLines(rights)
        remove(
            results.conclude(
                findings, .bank, among: Set((expected + rights).map(\.item))))
        lookElsewhere(decisions, &results)
        matchNarrations(decisions, &results)
        matchTakings(terms, decisions, &results)
        classify(terms, &results)
        matchAmounts(terms, decisions, &results)
        addUp(terms, decisions, &results)
        var likeness = Likeness()
        likeness.compare(
            expected, lines.map(\.row), texts: lines.map(\.narration),
            within: terms.policy.windowDays, isBarred: decisions.bars)
        for row in expected {
            let isLate = row.day.adding(days: Int(terms.policy.agreedDays)) < period.until
            let isRefund = row.item.kind == .refund
            results.tell(
                row, .bank,
                isLate ? (isRefund ? .refundNotSettled : .missingInBank) : .inTransit,
                isLeft: true,
                isLate ? "not at the bank after \(terms.policy.agreedDays) days" : "on its way",
                suggestion: likeness.of(row))
        }
        for line in lines {
            results.tell(
                line.row, .bank, .missingInLedger, isLeft: false,
                "at the bank, nothing in the books explains it",
                suggestion: likeness.of(line.row))
        }
    }

    mutating func remove(_ gone: Set<BillingItem>) {
        expected.removeAll { gone.contains($0.item) }
        lines.removeAll { gone.contains($0.row.item) }
    }

    /// Which of these payments came by transfer.
    func payments(among wanted: Set<Int64>) -> Set<Int64> {
        link.lefts(.payment, among: wanted).union(wanted.filter { machines[$0] != nil })
    }

    private mutating func keepLines(_ rows: [LinkRow]) {
        let left = Set(rows.map(\.item))
        lines.removeAll { !left.contains($0.row.item) }
    }

    /// What the bank has of an earlier period, which no run before has carried here.
    private mutating func lookElsewhere(
        _ decisions: Decisions, _ results: inout BillingResults
    ) {
        guard !elsewhere.isEmpty else { return }
        lines.sort { $0.row.item < $1.row.item }
        var free = unspent()
        var left: [Line] = []
        for line in lines {
            let rows = free[line.row.reference] ?? []
            guard
                let place = rows.firstIndex(where: {
                    $0.amount == line.row.amount && !decisions.bars($0.item, line.row.item)
                })
            else {
                left.append(line)
                continue
            }
            free[line.row.reference]?.remove(at: place)
            results.bring(.bank, isLeft: true, rows[place].amount)
            results.match(
                LinkPair(left: rows[place], right: line.row), .bank, .id,
                evidence: "of an earlier period")
        }
        lines = left.filter { line in
            // With another amount, or once more than the books have it.
            func pair(_ row: LinkRow) -> LinkPair { LinkPair(left: row, right: line.row) }
            func isFree(_ row: LinkRow) -> Bool { !decisions.bars(row.item, line.row.item) }
            if let place = free[line.row.reference]?.firstIndex(where: isFree),
                let row = free[line.row.reference]?.remove(at: place)
            {
                results.bring(.bank, isLeft: true, row.amount)
                results.differ(pair(row), .bank)
                return false
            }
            guard let row = elsewhere[line.row.reference]?.filter(isFree).min(by: LinkRow.isBefore)
            else { return true }
            results.double(pair(row), .bank, isLeft: false)
            return false
        }
    }

    /// Ledger rows of earlier periods that no bank line of their time had, by their reference.
    ///
    /// A line takes one of its own amount, else the first.
    private func unspent() -> [String: [LinkRow]] {
        var free = elsewhere.mapValues { $0.sorted(by: LinkRow.isBefore) }
        let own = Set(lines.map(\.row.item))
        for (reference, earlier) in earlierLines {
            for line in earlier.sorted(by: LinkRow.isBefore) where !own.contains(line.item) {
                guard let rows = free[reference], !rows.isEmpty else { break }
                free[reference]?.remove(
                    at: rows.firstIndex { $0.amount == line.amount } ?? 0)
            }
        }
        return free
    }

    /// Pass 2: an id inside the narration, and exactly its amount.
    private mutating func matchNarrations(
        _ decisions: Decisions, _ results: inout BillingResults
    ) {
        guard !lines.isEmpty, !expected.isEmpty else { return }
        expected.sort(by: LinkRow.isBefore)
        lines.sort { $0.row.item < $1.row.item }
        var index = NarrationIndex()
        for (place, row) in expected.enumerated() { index.add(row.reference, row: place) }
        var usedRows: Set<Int> = []
        var usedLines: Set<Int> = []
        var ambiguous: Set<Int> = []
        for (place, line) in lines.enumerated() {
            let named = index.rows(in: Narration(line.narration)).filter {
                !decisions.bars(expected[$0].item, line.row.item)
            }
            let equal = named.filter { expected[$0].amount == line.row.amount }
            if equal.count > 1 {
                usedLines.insert(place)
                ambiguous.formUnion(equal)
                results.ambiguous((line.row, false, equal.map { expected[$0].item }), .bank)
            } else if let one = equal.first {
                usedLines.insert(place)
                let pair = LinkPair(left: expected[one], right: line.row)
                if usedRows.insert(one).inserted {
                    results.match(pair, .bank, .narration)
                } else {
                    results.double(pair, .bank, isLeft: false)
                }
            }
        }
        // The same id and another amount: only where nothing has that id with its amount.
        for (place, line) in lines.enumerated() where !usedLines.contains(place) {
            let named = index.rows(in: Narration(line.narration)).filter {
                !usedRows.contains($0) && !ambiguous.contains($0)
                    && !decisions.bars(expected[$0].item, line.row.item)
            }
            guard named.count == 1, let one = named.first else { continue }
            usedRows.insert(one)
            usedLines.insert(place)
            results.differ(LinkPair(left: expected[one], right: line.row), .bank)
        }
        for one in ambiguous.subtracting(usedRows).sorted() {
            results.ambiguous((expected[one], true, []), .bank)
        }
        usedRows.formUnion(ambiguous)
        expected = expected.indices.filter { !usedRows.contains($0) }.map { expected[$0] }
        lines = lines.indices.filter { !usedLines.contains($0) }.map { lines[$0] }
    }

    /// What somebody has said is none of billing's business.
    private mutating func classify(_ terms: BillingTerms, _ results: inout BillingResults) {
        lines.removeAll { line in
            let rule = terms.rules.first {
                $0.holds(narration: line.narration, amount: line.row.amount.minor)
            }
            guard rule != nil else { return false }
            results.place(.bank, isLeft: false, .outOfScope, line.row.amount)
            return true
        }
    }

    /// Pass 3.
    private mutating func matchAmounts(
        _ terms: BillingTerms, _ decisions: Decisions, _ results: inout BillingResults
    ) {
        let takings = expected.filter { machine(of: $0) != nil }
        let pairing = results.pair(
            expected.filter { machine(of: $0) == nil }, lines.map(\.row), .bank,
            within: terms.policy.windowDays, decisions)
        expected = pairing.lefts + takings
        keepLines(pairing.rights)
    }
}
