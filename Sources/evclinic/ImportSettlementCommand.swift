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
        if count > 0 { throw FindingsText.error(count, in: file) }
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
        var writer = JSONWriter()
        writer.open()
        writer.member("file", file)
        writer.member("gateway", gateway.rawValue)
        writer.list("payouts", tally.payouts) { $0.write($1) }
        writer.openList("rows")
        try read(gateway) { row throws(BankFault) in
            writer.object { $0.write(row) }
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
    fileprivate mutating func write(_ payout: SettlementTally.Payout) {
        digits = payout.key.currency.exponent
        member("payout", payout.key.id)
        member("currency", payout.key.currency.code)
        member("trace", payout.trace)
        count("rows", payout.rows)
        member("gross", payout.gross)
        member("fee", payout.fees)
        member("fee_tax", payout.feeTax)
        member("net", payout.net)
        member("paid", payout.paid)
    }

    fileprivate mutating func write(_ row: SettlementRow) {
        member("id", row.id)
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
        count("line", row.line)
    }
}
