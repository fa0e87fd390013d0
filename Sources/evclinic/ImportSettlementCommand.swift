import ArgumentParser
import BankFiles
import Domain

/// `evclinic import settlement FILE --gateway NAME --dry-run`: what a gateway paid out, and of what.
struct ImportSettlementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settlement",
        abstract: "Read a gateway's settlement, and check what it says.",
        discussion: """
            FILE is Stripe's itemized CSV of “Payout reconciliation” or “Balance”, or Razorpay's \
            CSV of the settlement reconciliation. It is read whole before anything is shown. No \
            database is needed.

              evclinic import settlement october.csv --gateway stripe --dry-run

            Exit status: 0 read and its totals hold, 2 read with findings, 64 cannot be read, 65 \
            refused.
            """)

    @Argument(help: "The gateway's file.")
    var file: String

    @Option(help: "stripe or razorpay.")
    var gateway: String

    @Flag(help: "Show what the file says. Required: this version does not book yet.")
    var dryRun = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard dryRun else {
            throw ValidationError(
                "This version reads and checks settlements and does not book them; give --dry-run.")
        }
        let known = Gateway.allCases.map(\.rawValue)
        guard known.contains(gateway) else {
            throw ValidationError(
                "\(AppError.quoted(gateway)) is no gateway; there are "
                    + "\(known.joined(separator: ", ")).")
        }
    }

    func run() throws {
        guard let gateway = Gateway(rawValue: gateway) else { return }
        var tally = SettlementTally()
        try read(gateway) { row throws(BankFault) in try tally.take(row) }
        if json {
            try printJSON(gateway, tally)
        } else {
            var output = Array(SettlementText.text(file, gateway, tally).utf8)
            try StandardOutput.write(&output)
        }
        let count = tally.findings.count + tally.leftOff
        if count > 0 {
            throw AppError(
                .bankTotalsDiffer,
                "\(count) \(count == 1 ? "finding" : "findings") in \(AppError.quoted(file))")
        }
    }

    private func read(
        _ gateway: Gateway, _ hand: (SettlementRow) throws(BankFault) -> Void
    ) throws {
        let feed = try BankFile.feed(file)
        do throws(BankFault) { try SettlementReader.read(feed, of: gateway, to: hand) } catch {
            throw BankFile.error(error, in: file)
        }
    }

    private func printJSON(_ gateway: Gateway, _ tally: SettlementTally) throws {
        var writer = MemberWriter()
        writer.bytes += "{".utf8
        writer.member("file", file, isFirst: true)
        writer.member("gateway", gateway.rawValue)
        writer.bytes += ",\"payouts\":[".utf8
        for (place, payout) in tally.payouts.enumerated() {
            writer.bytes += (place > 0 ? ",{" : "{").utf8
            writer.write(payout)
            writer.bytes += "}".utf8
        }
        writer.bytes += "],\"rows\":[".utf8
        var isFirst = true
        try read(gateway) { row throws(BankFault) in
            writer.bytes += (isFirst ? "{" : ",{").utf8
            isFirst = false
            writer.write(row)
            writer.bytes += "}".utf8
            if writer.bytes.count > 1 << 16 { try writer.flush() }
        }
        writer.bytes += "],\"findings\":[".utf8
        for (place, finding) in tally.findings.enumerated() {
            writer.bytes += (place > 0 ? ",{" : "{").utf8
            writer.member("code", finding.code.rawValue, isFirst: true)
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
    fileprivate mutating func write(_ payout: SettlementTally.Payout) {
        let digits = payout.key.currency.exponent
        member("payout", payout.key.id, isFirst: true)
        member("currency", payout.key.currency.code)
        member("trace", payout.trace)
        number("rows", payout.rows)
        member("gross", Money.plain(minor: payout.gross, digits: digits))
        member("fee", Money.plain(minor: payout.fees, digits: digits))
        member("fee_tax", Money.plain(minor: payout.feeTax, digits: digits))
        member("net", Money.plain(minor: payout.net, digits: digits))
        member("paid", payout.paid.map { Money.plain(minor: $0, digits: digits) })
    }

    fileprivate mutating func write(_ row: SettlementRow) {
        member("id", row.id, isFirst: true)
        member("kind", row.kind.rawValue)
        member("category", row.category)
        member("source", row.source)
        member("payout", row.payout)
        member("currency", row.net.currency.code)
        member("gross", row.gross.plain)
        member("fee", row.fee.plain)
        member("fee_tax", row.feeTax.plain)
        member("net", row.net.plain)
        member("created_at", row.createdAt.description)
        member("settled_at", row.settledAt?.description)
        number("line", row.line)
    }
}
