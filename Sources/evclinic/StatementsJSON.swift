import BankFiles
import Domain

/// A bank's statements for programs, as one JSON object written as it is read.
///
/// Amounts are text with all their digits, so that no reader makes binary fractions of them.
enum StatementsJSON {
    /// Prints the file's format, its statements with all entries, and the findings.
    static func print(_ file: BankFile, _ tally: FileTally) throws {
        var writer = JSONWriter()
        writer.open()
        writer.member("file", file.name)
        writer.member("format", file.format.rawValue)
        writer.openList("statements")
        var place = 0
        try file.read { event throws(BankFault) in
            switch event {
            case .statement: writer.begin(try tally.statement(place))
            case .line(let line): writer.write(line)
            case .end:
                writer.closeList()
                writer.close()
                place += 1
            case .balance, .discrepancy: break
            }
            try StandardOutput.writeLarge(&writer.bytes)
        }
        writer.closeList()
        writer.write(tally.findings, leftOff: tally.leftOff)
        writer.close()
        writer.endLine()
        try StandardOutput.write(&writer.bytes)
    }
}

extension JSONWriter {
    /// Members `findings` and `findings_left_off`, as every check of a file has them.
    mutating func write(_ findings: [BankFinding], leftOff: Int) {
        list("findings", findings) { writer, finding in
            writer.member("code", finding.code.rawValue)
            writer.count("statement", finding.statement)
            writer.count("line", finding.line)
            writer.member("sentence", finding.sentence)
        }
        count("findings_left_off", leftOff)
    }

    /// All of a statement up to its entries.
    fileprivate mutating func begin(_ one: StatementTally) {
        open()
        member("id", one.head.id)
        member("account", one.head.account)
        member("sequence", one.head.sequence)
        member("currency", one.currency)
        write("opening", one.opening)
        write("closing", one.closing)
        count("credit_count", one.credits.count)
        member("credit_sum", one.credits.sum.description)
        count("debit_count", one.debits.count)
        member("debit_sum", one.debits.sum.description)
        member("balances_tie", one.ties)
        openList("entries")
    }

    private mutating func write(_ name: StaticString, _ balance: BankBalance?) {
        guard let balance else { return member(name, nil as String?) }
        self.name(name)
        object { writer in
            writer.member("amount", balance.amount.description)
            writer.member("currency", balance.currency)
            writer.member("date", balance.day?.description)
            writer.member("code", balance.code)
        }
    }

    fileprivate mutating func write(_ line: BankLine) {
        object { writer in
            writer.member("date", (line.bookingDay ?? line.valueDay)?.description)
            writer.member("booking_date", line.bookingDay?.description)
            writer.member("value_date", line.valueDay?.description)
            writer.member("amount", line.amount.description)
            writer.member("currency", line.currency)
            writer.member("status", line.status.rawValue)
            writer.member("reversal", line.isReversal)
            writer.member("reference", line.reference)
            writer.member("bank_reference", line.bankReference)
            writer.member("narration", line.narration)
            writer.count("details", line.details)
            writer.count("line", line.line)
        }
    }
}
