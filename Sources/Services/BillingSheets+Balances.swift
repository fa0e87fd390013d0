import Domain
import Matching
import Sheets

extension BillingSheets {
    /// What gateways owe, from one month's end to the next.
    var clearing: Sheet? {
        let keys = Set(
            outcome.found.books.keys
                + outcome.balances.map { GatewayAccountKey($0.gateway, $0.currency) })
        guard !keys.isEmpty else { return nil }
        return Sheet(
            name: BillingTies.clearing, slug: "gateway-clearing", title: "Gateway clearing",
            notes: [
                "Opening + charges − refunds − disputes − fees − fee tax − payouts ± adjustments = "
                    + "closing.",
                "A gateway's day ends at midnight UTC: what that moves is a line of its own.",
            ],
            columns: [
                Column("Gateway"), Column("Currency"), Column("Line"), Column("Items", .integer),
                Column("Amount", .decimal),
            ],
            rows: keys.sorted().flatMap(account))
    }

    private func account(_ key: GatewayAccountKey) -> [SheetRow] {
        let book = outcome.found.books[key] ?? GatewayBook()
        let stated = outcome.balances.first {
            $0.gateway == key.gateway && $0.currency == key.currency
        }
        let zero = Fixed(unscaled: 0, scale: key.currency.exponent)
        func row(_ name: String, _ sum: BillingSum, isTaken: Bool = false) -> SheetRow {
            line(
                key.gateway, key.currency, name, sum.count,
                money(isTaken ? -sum.amount : sum.amount, key.currency))
        }
        func balance(_ name: String, _ amount: Fixed) -> SheetRow {
            line(key.gateway, key.currency, name, nil, .decimal(amount))
        }
        func moved(_ rows: [(String, BillingSum, Bool)]) -> [SheetRow] {
            rows.filter { $0.1.count > 0 }.map { row($0.0, $0.1, isTaken: $0.2) }
        }
        let opening = stated?.opening ?? zero
        let computed = opening.adding(Fixed(unscaled: book.change, scale: key.currency.exponent))
            .subtracting(stated?.cutOff ?? zero)
        let transit = outcome.found.results.exceptions.filter {
            $0.owner.kind.isPayout && $0.code == .inTransit && $0.amount.currency == key.currency
        }
        return [
            SheetRow([.text("\(key.gateway), \(key.currency.code)")], mark: .heading),
            balance(
                stated?.opening == nil ? "Opening (none stated)" : "Opening, as the gateway states",
                opening),
        ]
            + moved([
                ("Charges", book.charges, false), ("Refunds", book.refunds, false),
                ("Disputes", book.disputes, false), ("Adjustments", book.adjustments, false),
                ("Fees", book.fees, true), ("Tax on fees", book.feeTaxes, true),
                ("Payouts", book.payouts, true), ("Payouts that failed", book.returned, false),
            ]) + [
                balance("Cut-off at midnight UTC", (stated?.cutOff ?? zero).negated),
                balance("Closing, computed", computed),
                balance(
                    stated?.closing == nil
                        ? "Closing (NOT TIED: none stated)" : "Closing, as the gateway states",
                    stated?.closing ?? zero),
                row(
                    "Memo: payouts in transit at the end",
                    transit.reduce(into: BillingSum()) { $0.add($1.amount.minor) }),
            ]
    }

    /// From the bank's closing balance to the books'.
    var bank: Sheet? {
        guard !outcome.statements.isEmpty else { return nil }
        let accounts = Set(outcome.statements.map(\.account)).sorted()
        return Sheet(
            name: BillingTies.bank, slug: "bank-reconciliation", title: "Bank reconciliation",
            notes: [
                "Bank balance + in transit − outstanding ± errors = books.",
                "Exceptions of the bank are by currency: two accounts of one currency share them.",
            ],
            columns: [
                Column("Account"), Column("Currency"), Column("Line"), Column("Items", .integer),
                Column("Amount", .decimal),
            ],
            rows: accounts.flatMap(bankRows))
    }

    private func bankRows(_ account: String) -> [SheetRow] {
        let statements = outcome.statements.filter { $0.account == account }
        guard let first = statements.first, let last = statements.last else { return [] }
        let currency = last.closing.currency
        func row(_ name: String, _ count: Int64?, _ amount: Int128) -> SheetRow {
            line(account, currency, name, count, money(amount, currency))
        }
        func total(_ codes: [BillingCode]) -> BillingSum {
            outcome.found.results.exceptions.reduce(into: BillingSum()) { sum, found in
                guard found.link == .bank, found.amount.currency == currency,
                    codes.contains(found.code)
                else { return }
                sum.add(found.amount.minor)
            }
        }
        let transit = total([.inTransit])
        let missing = total([.missingInBank, .refundNotSettled])
        let unknown = total([.missingInLedger])
        let others = total([.amountDifference, .duplicateTheirs, .duplicateOurs, .ambiguous])
        let typed = outcome.found.results.matches.filter {
            $0.link == .bank && $0.differenceType != nil && $0.difference.currency == currency
        }.reduce(into: BillingSum()) { $0.add($1.difference.minor) }
        let closing = Int128(last.closing.minor)
        let books =
            closing + transit.amount + missing.amount + unknown.amount + typed.amount
            + others.amount
        let imported = outcome.ledger.first {
            $0.account == account && $0.currency == currency
        }
        return [
            SheetRow([.text("\(account), \(currency.code)")], mark: .heading),
            row("Opening balance of the bank", nil, Int128(first.opening.minor)),
            row(
                "Entries", nil, statements.reduce(Int128(0)) { $0 + Int128($1.entries.minor) }),
            row("Closing balance of the bank", nil, closing),
            row("In transit: not yet at the bank", transit.count, transit.amount),
            row("Missing at the bank after the agreed days", missing.count, missing.amount),
            row("At the bank, not in the books", unknown.count, unknown.amount),
            row("Other differences of amount, twofold, ambiguous", others.count, others.amount),
        ]
            + (typed.count > 0
                ? [row("Typed differences, to be booked", typed.count, typed.amount)] : [])
            + [
                row("Books, computed", nil, books),
                imported.map {
                    line(account, currency, "Books, imported balance", nil, .decimal($0.amount))
                }
                    ?? line(
                        account, currency, "Books (NOT TIED: no imported balance of this account)",
                        nil,
                        .empty),
            ]
    }

    /// What patients and payers owe, from one month's end to the next.
    var receivables: Sheet? {
        guard !outcome.receivables.isEmpty else { return nil }
        return Sheet(
            name: BillingTies.receivables, slug: "receivables", title: "Receivables roll-forward",
            notes: [
                "Opening + invoices − credit notes − allocations + reversals − write-offs ± prior period = "
                    + "closing. Prior period: what came or has changed after its month was closed.",
                "Opening is the closing of the month before as it was approved, if it was. Closing stands "
                    + "there twice: rolled forward, and invoice by invoice.",
            ],
            columns: [
                Column("Currency"), Column("Opening", .decimal), Column("Invoices", .decimal),
                Column("Credit notes", .decimal), Column("Allocations", .decimal),
                Column("Reversals", .decimal), Column("Write-offs", .decimal),
                Column("Prior period", .decimal),
                Column("Closing", .decimal), Column("Invoice by invoice", .decimal),
                Column("Difference", .decimal),
            ],
            rows: outcome.receivables.map { flow in
                SheetRow([
                    .text(flow.currency.code), .decimal(flow.opening), .decimal(flow.invoices),
                    .decimal(flow.creditNotes.negated), .decimal(flow.allocations.negated),
                    .decimal(flow.reversals), .decimal(flow.writeOffs.negated),
                    .decimal(flow.late),
                    .decimal(flow.moved), .decimal(flow.closing),
                    .decimal(flow.moved.subtracting(flow.closing)),
                ])
            })
    }
}
