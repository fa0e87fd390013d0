import ArgumentParser
import BankFiles
import Domain

/// `evclinic import settlement FILE --gateway NAME`: what a gateway paid out, into the books.
struct ImportSettlementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settlement",
        abstract: "Check a gateway's settlement, and book it.",
        discussion: """
            FILE is Stripe's itemized CSV of “Payout reconciliation” or “Balance”, Razorpay's CSV \
            of the settlement reconciliation, or any gateway's CSV with a mapping \
            (templates/gateway); NAME is then what the clinic's books call it. All of it is booked, or nothing: not when a \
            payout is not what its rows make, unless that is accepted with a reason. A row that \
            the clinic's own table has too, and one that two files share, count once; a row whose \
            fees are not what is missing is never booked.

              evclinic import settlement october.csv --gateway stripe --dry-run
              evclinic import settlement october.csv --gateway stripe --clinic rhein-praxis
              evclinic import settlement may.csv --gateway paytabs --mapping paytabs.yaml --dry-run

            --dry-run needs no database. Exit status: 0 done or booked before, 2 findings, 64 \
            cannot be read, 65 refused.
            """)

    @Argument(help: "The gateway's file.")
    var file: String

    @Option(help: "stripe or razorpay; with --mapping any that the clinic has.")
    var gateway: String

    @Option(help: "The file that says which column means what.")
    var mapping: String?

    @OptionGroup var goal: ImportGoal

    @OptionGroup var acceptance: Acceptance

    @OptionGroup var change: Change

    func validate() throws {
        if mapping != nil { return try Mappings.check(gateway) }
        let known = Gateway.allCases.map(\.rawValue)
        guard known.contains(gateway) else {
            throw ValidationError(
                "\(AppError.quoted(gateway)) is no gateway whose reports are known; there are "
                    + "\(known.joined(separator: ", ")), and any other with --mapping.")
        }
    }

    /// How the file is read.
    private func form() throws -> SettlementForm {
        if let mapping { return .mapped(try Mappings.gateway(mapping), of: gateway) }
        guard let known = Gateway(rawValue: gateway) else {
            throw ValidationError("\(AppError.quoted(gateway)) is no gateway.")
        }
        return .report(known)
    }

    func run() throws {
        let file = SettlementFile(file, in: try form())
        guard let clinic = goal.clinic else { return try show(file) }
        let desk = try ImportDesk(clinic: clinic, user: change.user)
        try ImportText.tell(
            try desk.book(file, reason: acceptance.reason), of: file.name, desk.clinic,
            isJSON: change.json)
    }

    private func show(_ file: SettlementFile) throws {
        var tally = SettlementTally()
        try file.read { row throws(BankFault) in try tally.take(row) }
        if change.json {
            try printJSON(file, tally)
        } else {
            var output = Array(SettlementText.text(file.name, file.form.gateway, tally).utf8)
            try StandardOutput.write(&output)
        }
        let count = tally.findings.count + tally.leftOff
        if count > 0 { throw FindingsText.error(count, in: file.name) }
    }

    private func printJSON(_ file: SettlementFile, _ tally: SettlementTally) throws {
        var writer = JSONWriter()
        writer.open()
        writer.member("file", file.name)
        writer.member("gateway", file.form.gateway)
        writer.list("payouts", tally.payouts) { $0.write($1) }
        writer.openList("rows")
        try file.read { row throws(BankFault) in
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
        member("has_failed", payout.paid == nil ? nil : payout.hasFailed)
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
        member("status", row.isCaptured ? "captured" : "failed")
        count("line", row.line)
    }
}
