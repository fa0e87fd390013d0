import Foundation
import TestSupport
import Testing

/// A clinic's journals, as tests make and read them.
struct JournalDesk {
    let office: Office
    let clinic: String

    /// Makes a month's journal, which ends with that status.
    func make(_ month: String, exits status: Int32 = 0) throws -> PrintedReceipt {
        try office.receipt(
            [
                "run", "journal", "--clinic", clinic, "--period", month, "--out", office.out,
                "--json",
            ], exits: status)
    }

    /// Lines of one entry, or of all whose id begins so: `day entry account debit credit code`.
    static func lines(_ receipt: PrintedReceipt, _ entry: String) throws -> [String] {
        try receipt.rows("journal", "Date|Entry|Account|Debit|Credit|Tax code", between: "|")
            .filter { $0.dropFirst(11).hasPrefix(entry) }
    }

    /// A journal's entries: date and lines, debit positive, by id.
    static func entries(_ receipt: PrintedReceipt) throws -> [String: String] {
        var entries: [String: String] = [:]
        let rows = try receipt.rows(
            "journal", "Entry|Date|Account|Debit|Credit|Tax code", between: "|")
        for row in rows {
            let cells = row.split(separator: "|", omittingEmptySubsequences: false)
            let amount = cells[3].isEmpty ? "-\(cells[4])" : "\(cells[3])"
            let line = "\(cells[2]) \(amount)" + (cells[5].isEmpty ? "" : " \(cells[5])")
            let known = entries[String(cells[0])]
            entries[String(cells[0])] = known.map { "\($0), \(line)" } ?? "\(cells[1]): \(line)"
        }
        return entries
    }

    /// What accounts moved by: `account amount currency`, by account.
    static func trial(_ receipt: PrintedReceipt) throws -> [String] {
        try receipt.rows("trial-balance", "Account|Currency|Moved", between: "|")
            .filter { !$0.hasPrefix("Total ") }
    }

    /// Ties that do not hold, with both sides.
    static func failed(_ receipt: PrintedReceipt) throws -> [String] {
        try receipt.rows("certificate", "Result|Tie|This side|Other side")
            .filter { $0.hasPrefix("FAIL") }
    }

    /// A posting rule for every event, with words for accounts.
    static let map = """
        INSERT INTO clinic.account_map (clinic_id, event_kind, debit_account, credit_account)
        VALUES (1, 'invoice', 'Receivables', 'Revenue'), (1, 'credit_note', 'Revenue', 'Receivables'),
            (1, 'tax', 'Receivables', 'Tax payable'), (1, 'payment_cash', 'Cash', 'On account'),
            (1, 'payment_transfer', 'Bank', 'On account'),
            (1, 'payment_gateway', 'Books and gateway', 'On account'),
            (1, 'advance', 'On account', 'Advances'), (1, 'allocation', 'On account', 'Receivables'),
            (1, 'refund_gateway', 'On account', 'Books and gateway'),
            (1, 'dispute', 'Disputed', 'Books and gateway'),
            (1, 'dispute_fee', 'Dispute fees', 'Books and gateway'),
            (1, 'dispute_lost', 'On account', 'Disputed'),
            (1, 'gateway_charge', 'Clearing', 'Books and gateway'),
            (1, 'gateway_refund', 'Books and gateway', 'Clearing'),
            (1, 'gateway_dispute', 'Books and gateway', 'Clearing'),
            (1, 'gateway_fee', 'Gateway fees', 'Clearing'),
            (1, 'gateway_fee_tax', 'Input tax', 'Clearing'),
            (1, 'payout', 'In transit', 'Clearing'), (1, 'payout_arrived', 'Bank', 'In transit'),
            (1, 'deposit', 'Bank', 'Cash'), (1, 'tax_advance', 'Tax on advances', 'Tax payable');

        """
}

/// An hledger journal, read by a naive reader of our own and by hledger itself where it is there.
enum HledgerFile {
    /// Whether hledger answers; tests that ask it are skipped with a line where it does not.
    static let isThere: Bool = {
        let done = try? Program.run("/usr/bin/env", ["hledger", "--version"])
        if done?.status != 0 { print("skipped: hledger not found") }
        return done?.status == 0
    }()

    /// Adds up every transaction and every account, in whole minor units and with no help of ours.
    private static let script = """
        import re, sys
        from decimal import Decimal
        sums, open_, declared, codes = {}, {}, set(), set()
        def close():
            assert all(v == 0 for v in open_.values()), (code, open_)
            open_.clear()
        code = None
        for line in open(sys.argv[1], encoding="utf-8").read().split("\\n"):
            if line.startswith("account "): declared.add(line[8:])
            elif re.match(r"\\d{4}-\\d\\d-\\d\\d \\(", line):
                close()
                code = line[12:line.index(")")]
                assert code not in codes, code
                codes.add(code)
            elif line.startswith("    "):
                account, amount = line.split("  ;")[0].strip().rsplit("  ", 1)
                number, currency = amount.split(" ")
                assert account in declared, account
                open_[currency] = open_.get(currency, 0) + Decimal(number)
                key = (account, currency)
                sums[key] = sums.get(key, 0) + Decimal(number)
        close()
        for (account, currency), amount in sorted(sums.items()):
            print(f"{account}|{currency}|{amount}")
        """

    /// What accounts moved by, as Python reads it; throws where a transaction does not balance.
    static func sums(_ path: String) throws -> [String] {
        let done = try Program.run("/usr/bin/env", ["python3", "-c", script, path])
        try #require(done.status == 0, "\(done.errors)")
        return done.output.split(separator: "\n").map(String.init)
    }

    /// The same as hledger says, once `hledger check --strict` passed.
    static func balances(_ path: String) throws -> [String] {
        let check = try Program.run("/usr/bin/env", ["hledger", "check", "--strict", "-f", path])
        try #require(check.status == 0, "\(check.errors)")
        let done = try Program.run(
            "/usr/bin/env",
            ["hledger", "bal", "-f", path, "-N", "-E", "--flat", "-O", "csv", "--layout", "tidy"])
        // account,period,start,end,commodity,value
        return try done.output.split(separator: "\n").dropFirst().compactMap { line in
            let parts = line.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.filter { $0 != "\"" } }
            try #require(parts.count >= 6, "\(line)")
            return parts[4].isEmpty ? nil : "\(parts[0])|\(parts[4])|\(parts[5])"
        }.sorted()
    }
}
