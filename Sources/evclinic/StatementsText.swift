import BankFiles
import Domain

/// A bank's statements for a person.
enum StatementsText {
    /// So many entries a statement are shown; programs take `--json`.
    private static let linesMax = 20

    /// Prints each statement: who, its entries, its balances, whether they tie.
    static func print(_ file: BankFile, _ tally: FileTally) throws {
        var done = 0
        var rows: [[String]] = []
        var output: [UInt8] = []
        let count = tally.statements.count
        output +=
            "\(file.name): \(file.format.rawValue), \(count) "
            .utf8
        output += "\(count == 1 ? "statement" : "statements")\n".utf8
        try file.read { event throws(BankFault) in
            switch event {
            case .line(let line) where rows.count < linesMax: rows.append(row(line))
            case .end:
                output += text(try tally.statement(done), done + 1, rows).utf8
                (rows, done) = ([], done + 1)
                try StandardOutput.writeLarge(&output)
            default: break
            }
        }
        let findings = FindingsText.text(tally.findings, leftOff: tally.leftOff)
        output += (findings.isEmpty ? "" : "\n" + findings).utf8
        try StandardOutput.write(&output)
    }

    private static func row(_ line: BankLine) -> [String] {
        [
            (line.bookingDay ?? line.valueDay)?.description ?? "",
            Money.grouped(line.amount.description),
            line.status == .booked ? (line.isReversal ? "reversal" : "") : line.status.rawValue,
            Terminal.plain(line.reference ?? line.bankReference ?? ""),
            Terminal.plain(line.narration),
        ]
    }

    private static func text(_ one: StatementTally, _ place: Int, _ rows: [[String]]) -> String {
        let head = [
            one.head.id.map { "id \(Terminal.plain($0))" },
            one.head.sequence.map { "no. \(Terminal.plain($0))" },
            one.head.account.map { "account \(Terminal.plain($0))" },
            one.currency.map(Terminal.plain),
        ]
        var text = "\n\(place). \(head.compactMap { $0 }.joined(separator: ", "))\n"
        if !rows.isEmpty {
            let table = Terminal.table(
                ["DATE", "AMOUNT", "", "REFERENCE", "NARRATION"], rows, right: [1],
                flexible: [3, 4])
            text += table.split(separator: "\n").map { "   \($0)\n" }.joined()
        }
        if one.entries > rows.count { text += "   … and \(one.entries - rows.count) more\n" }
        return text + sums(one)
    }

    private static func sums(_ one: StatementTally) -> String {
        func balance(_ balance: BankBalance?) -> String {
            guard let balance else { return "not given" }
            let day = balance.day.map { " on \($0)" } ?? ""
            return "\(Money.grouped(balance.amount.description))\(day)"
        }
        let verdict =
            switch one.ties {
            case true?: "ties"
            case false?: "DOES NOT TIE"
            case nil: "cannot be tied: a balance is missing, or currencies differ"
            }
        var text = """
               opening  \(balance(one.opening))
               in       \(Money.grouped(one.credits.sum.description)) in \(one.credits.count)
               out      \(Money.grouped(one.debits.sum.description)) in \(one.debits.count)
               closing  \(balance(one.closing)), \(verdict)

            """
        if one.unbooked > 0 { text += "   not booked \(one.unbooked)\n" }
        if one.foreign > 0 { text += "   of other currencies \(one.foreign)\n" }
        return text
    }
}
