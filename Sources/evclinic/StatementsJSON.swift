import BankFiles
import Domain

/// A bank's statements for programs, as one JSON object written as it is read.
///
/// Amounts are text with all their digits, so that no reader makes binary fractions of them.
enum StatementsJSON {
    /// Prints the file's format, its statements with all entries, and the findings.
    static func print(_ file: BankFile, _ tally: FileTally) throws {
        var writer = MemberWriter()
        writer.bytes += "{".utf8
        writer.member("file", file.name, isFirst: true)
        writer.member("format", file.format.rawValue)
        writer.bytes += ",\"statements\":[".utf8
        var (place, lines) = (0, 0)
        try file.read { event throws(BankFault) in
            switch event {
            case .statement:
                if place > 0 { writer.bytes += ",".utf8 }
                writer.begin(try tally.statement(place))
            case .line(let line):
                if lines > 0 { writer.bytes += ",".utf8 }
                lines += 1
                writer.write(line)
            case .end:
                writer.bytes += "]}".utf8
                (place, lines) = (place + 1, 0)
            case .balance, .discrepancy: break
            }
            if writer.bytes.count > 1 << 16 { try writer.flush() }
        }
        writer.bytes += "],\"findings\":[".utf8
        for (number, finding) in tally.findings.enumerated() {
            writer.bytes += (number > 0 ? ",{" : "{").utf8
            writer.member("code", finding.code.rawValue, isFirst: true)
            writer.number("statement", finding.statement)
            writer.number("line", finding.line)
            writer.member("sentence", finding.sentence)
            writer.bytes += "}".utf8
        }
        writer.bytes += "]".utf8
        writer.number("findings_left_off", tally.leftOff)
        writer.bytes += "}\n".utf8
        try writer.flush()
    }
}

extension MemberWriter {
    mutating func begin(_ one: StatementTally) {
        bytes += "{".utf8
        member("id", one.head.id, isFirst: true)
        member("account", one.head.account)
        member("sequence", one.head.sequence)
        member("currency", one.currency)
        write("opening", one.opening)
        write("closing", one.closing)
        number("credit_count", one.credits.count)
        member("credit_sum", one.credits.sum.description)
        number("debit_count", one.debits.count)
        member("debit_sum", one.debits.sum.description)
        truth("balances_tie", one.ties)
        bytes += ",\"entries\":[".utf8
    }

    mutating func write(_ name: String, _ balance: BankBalance?) {
        bytes += ",".utf8
        bytes.append(quoted: name)
        guard let balance else {
            bytes += ":null".utf8
            return
        }
        bytes += ":{".utf8
        member("amount", balance.amount.description, isFirst: true)
        member("currency", balance.currency)
        member("date", balance.day?.description)
        member("code", balance.code)
        bytes += "}".utf8
    }

    mutating func write(_ line: BankLine) {
        bytes += "{".utf8
        member("date", (line.bookingDay ?? line.valueDay)?.description, isFirst: true)
        member("booking_date", line.bookingDay?.description)
        member("value_date", line.valueDay?.description)
        member("amount", line.amount.description)
        member("currency", line.currency)
        member("status", line.status.rawValue)
        truth("reversal", line.isReversal)
        member("reference", line.reference)
        member("bank_reference", line.bankReference)
        member("narration", line.narration)
        number("details", line.details)
        number("line", line.line)
        bytes += "}".utf8
    }
}
