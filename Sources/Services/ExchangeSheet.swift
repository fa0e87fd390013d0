import Domain
import Sheets

extension ExchangeOutcome {
    /// What is held against what: the database's own sums, the receivables, the last day's rates.
    func ties(receivables: [ReceivableFlow]) -> [Tie] {
        currencies.map { currency in
            let sum = sums.first { $0.currency == currency }
            let zero = Fixed(unscaled: 0, scale: home.exponent)
            return Tie(
                "Exchange: value at payment less value at invoice = gains and losses "
                    + "(\(currency.code))",
                (sum?.received ?? zero).subtracting(sum?.booked ?? zero), value(gained(currency)),
                sheet: BillingTies.exchange)
        } + receivables.filter { $0.currency != home }.map(standing)
            + open.map { standing in
                Tie(
                    "Exchange: a rate for \(period.until.adding(days: -1)) is stored "
                        + "(\(standing.currency.code))", count: 1, standing.worth == nil ? 0 : 1,
                    sheet: BillingTies.exchange)
            }
    }

    private func standing(_ flow: ReceivableFlow) -> Tie {
        let amount = open.first { $0.currency == flow.currency }?.amount ?? 0
        return Tie(
            "Exchange: open invoices = closing of the receivables (\(flow.currency.code))",
            Fixed(unscaled: amount, scale: flow.currency.exponent), flow.closing,
            sheet: BillingTies.exchange)
    }

    private func value(_ minor: Int128) -> Fixed { Fixed(unscaled: minor, scale: home.exponent) }

    /// What was settled, allocation by allocation, then what is open, currency by currency.
    var sheet: Sheet {
        Sheet(
            name: BillingTies.exchange, slug: "exchange", title: "Exchange gains and losses",
            notes: [
                "Values are in \(home.code). Gain = value at payment − value at invoice; a loss is "
                    + "negative.",
                "At invoice: the invoice's own rate. At payment: the latest stored rate on or before "
                    + "the day on which the payment was received, at most 31 days old.",
                "Open invoices stand at their own rates, and at the rate of the last day. Books that "
                    + "value them every month book the change of that since the month before.",
            ],
            columns: [
                Column("Part"), Column("Document"), Column("Payment"),
                Column("Allocated on", .day), Column("Received on", .day), Column("Currency"),
                Column("Amount", .decimal), Column("Rate at invoice", .decimal),
                Column("Rate at payment", .decimal), Column("Rate of"),
                Column("Value at invoice", .decimal), Column("Value at payment", .decimal),
                Column("Gain or loss", .decimal),
            ],
            rows: settledRows + openRows)
    }

    private var settledRows: [SheetRow] {
        guard !settled.isEmpty else { return [] }
        return settled.map { row in
            SheetRow([
                .text("realised"), .text(row.document),
                .text(BillingItem(.payment, row.part.payment).description),
                .day(row.part.allocatedOn), row.part.receivedOn.map(Cell.day) ?? .empty,
                .text(row.currency.code), .money(Money(minor: row.part.amount, row.currency)),
                cell(row.invoiceRate), cell(row.paymentRate?.rate),
                .text(words(row.paymentRate, row)), cell(row.booked.map { Int128($0) }),
                cell(row.received.map { Int128($0) }), cell(row.gain),
            ])
        } + [total("realised, total", gained())]
    }

    private var openRows: [SheetRow] {
        guard !open.isEmpty else { return [] }
        return open.map { standing in
            SheetRow([
                .text("open at the end"),
                .text("\(standing.invoices) invoice\(standing.invoices == 1 ? "" : "s")"),
                .empty, .empty, .empty, .text(standing.currency.code),
                .decimal(
                    Fixed(unscaled: standing.amount, scale: standing.currency.exponent)), .empty,
                cell(standing.rate?.rate), .text(words(standing.rate)), cell(standing.carried),
                cell(standing.worth.map { Int128($0) }), cell(standing.change),
            ])
        } + [total("open at the end, total", unrealised)]
    }

    private func total(_ name: String, _ sum: Int128) -> SheetRow {
        SheetRow(
            [.text(name)] + Array(repeating: .empty, count: 11) + [cell(sum)])
    }

    private func cell(_ rate: ExchangeRate?) -> Cell {
        rate.map { .decimal($0.decimal) } ?? .empty
    }

    private func cell(_ minor: Int128?) -> Cell { minor.map { .decimal(value($0)) } ?? .empty }

    /// Where a rate comes from, or why there is none.
    private func words(_ rate: DatedRate?, _ row: ExchangeRow? = nil) -> String {
        guard let rate else {
            if let row, row.part.paidIn != row.currency.code {
                return "none: the payment is in \(row.part.paidIn)"
            }
            return "no rate of the last 31 days is stored"
        }
        let day = rate.stored.day
        return rate.isInverse ? "\(day), as 1 ÷ \(rate.rate.inverse.decimal)" : "\(day)"
    }
}
