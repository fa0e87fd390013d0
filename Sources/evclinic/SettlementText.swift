import BankFiles
import Domain

/// A settlement file for a person: one line a payout.
enum SettlementText {
    /// So many payouts are shown; programs take `--json`.
    private static let payoutsMax = 100

    static func text(_ name: String, _ gateway: String, _ tally: SettlementTally) -> String {
        var text = "\(AppError.quoted(name)): \(Terminal.plain(gateway)), \(tally.rows) rows"
        text += tally.failed > 0 ? ", of which \(tally.failed) failed\n" : "\n"
        let shown = tally.payouts.prefix(payoutsMax)
        if !shown.isEmpty {
            text += "\n"
            text += Terminal.table(
                ["PAYOUT", "CCY", "ROWS", "GROSS", "FEES", "FEE TAX", "NET", "PAID", ""],
                shown.map(row), right: [2, 3, 4, 5, 6, 7], flexible: [0])
            text += "\n"
        }
        if tally.payouts.count > shown.count {
            text += "… and \(tally.payouts.count - shown.count) more payouts\n"
        }
        let findings = FindingsText.text(tally.findings, leftOff: tally.leftOff)
        return findings.isEmpty ? text : text + "\n" + findings
    }

    private static func row(_ payout: SettlementTally.Payout) -> [String] {
        let digits = payout.key.currency.exponent
        func money(_ minor: Int64) -> String {
            Money.grouped(Money.plain(minor: minor, digits: digits))
        }
        let verdict =
            switch payout.paid {
            case payout.net? where payout.hasFailed: "ties, came back"
            case payout.net?: "ties"
            case nil: payout.key.id == nil ? "not paid out" : ""
            default: payout.rows > 0 ? "DOES NOT TIE" : "its rows are elsewhere"
            }
        return [
            payout.key.id.map(Terminal.plain) ?? "—", payout.key.currency.code, "\(payout.rows)",
            money(payout.gross), money(payout.fees), money(payout.feeTax), money(payout.net),
            payout.paid.map(money) ?? "", verdict,
        ]
    }
}
