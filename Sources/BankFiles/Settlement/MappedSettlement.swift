import Domain

/// The columns of a gateway's file, as its mapping reads them.
struct MappedSettlement {
    private let mapping: GatewayMapping
    private let table: MappedTable
    private let times: MappedTimes
    /// That the mapping knows, for errors.
    private let kindWords: [String]

    init(_ titles: [CSVRecords.Field], _ mapping: GatewayMapping) throws(BankFault) {
        self.mapping = mapping
        table = try MappedTable(titles, wanted: mapping.titles, in: mapping.form)
        times = MappedTimes(values: MappedValues(form: mapping.form), form: mapping.times)
        kindWords =
            if case .column(_, let words) = mapping.kinds { words.keys.sorted() } else { [] }
    }

    /// Reads a row.
    ///
    /// What failed moved no money: where its net is zero, what was tried stands as gross and net.
    func row(_ record: [CSVRecords.Field]) throws(BankFault) -> SettlementRow {
        let (kind, category) = try kind(record)
        let currency = try currency(record)
        let isCaptured = try isCaptured(record)
        var sums = try sums(record, currency)
        if !isCaptured, sums.net == 0 {
            (sums.fee, sums.tax, sums.net) = (0, 0, sums.gross)
        }
        let id = try SettlementCells(table: table.titled, record: record).text(mapping.id)
        let payout = try table.titled.optional(mapping.payout, of: record)
        return SettlementRow(
            kind: kind, category: category, id: id, source: nil,
            payout: payout ?? (kind == .payout ? id : nil),
            trace: try table.titled.optional(mapping.trace, of: record),
            gross: Money(minor: sums.gross, currency), fee: Money(minor: sums.fee, currency),
            feeTax: Money(minor: sums.tax, currency), net: Money(minor: sums.net, currency),
            createdAt: try instant(mapping.createdAt, of: record),
            settledAt: try isEmpty(mapping.settledAt, of: record)
                ? nil : try instant(mapping.settledAt, of: record),
            line: record[0].place.line, isCaptured: isCaptured)
    }

    private func kind(
        _ record: [CSVRecords.Field]
    ) throws(BankFault) -> (SettlementRow.Kind, category: String) {
        switch mapping.kinds {
        case .all(let kind): return (kind, kind.rawValue)
        case .column(let title, let words):
            let field = try table.titled.field(title, of: record)
            guard let kind = words[field.text] else {
                throw table.titled.fault(
                    "word of the mapping's kinds\(hint(field.text, kindWords))", title, field)
            }
            return (kind, field.text)
        }
    }

    private func isCaptured(_ record: [CSVRecords.Field]) throws(BankFault) -> Bool {
        guard let status = mapping.status else { return true }
        let field = try table.titled.field(status.column, of: record)
        guard let isCaptured = status.words[field.text] else {
            throw table.titled.fault(
                "word of the mapping's statuses\(hint(field.text, status.words.keys.sorted()))",
                status.column, field)
        }
        return isCaptured
    }

    private func hint(_ word: String, _ known: [String]) -> String {
        let near = nearestWord(to: word, among: known)
        return near.map { "; it has \(AppError.quoted($0))" } ?? "; add it there if it is right"
    }

    private func currency(_ record: [CSVRecords.Field]) throws(BankFault) -> Currency {
        switch mapping.denomination {
        case .all(let currency): currency
        case .column(let title):
            try SettlementCells(table: table.titled, record: record).currency(title)
        }
    }

    private func isEmpty(
        _ titles: [String], of record: [CSVRecords.Field]
    ) throws(BankFault) -> Bool {
        for title in titles where try table.titled.optional(title, of: record) != nil {
            return false
        }
        return true
    }

    /// Of one column, or of one with the date and one with the time.
    private func instant(
        _ titles: [String], of record: [CSVRecords.Field]
    ) throws(BankFault) -> Instant {
        var texts: [String] = []
        for title in titles { texts.append(try table.titled.field(title, of: record).text) }
        let text = texts.joined(separator: " ")
        guard let instant = times.instant(text) else {
            let place = try table.titled.field(titles[0], of: record).at.place
            throw BankFault(
                "\(AppError.quoted(text)) is no time of the form \(times.pattern)", at: place,
                tag: titles.joined(separator: ", "))
        }
        return instant
    }
}

/// A row's amounts in minor units.
private struct RowSums {
    var gross: Int64
    var fee: Int64
    var tax: Int64
    var net: Int64
}

extension MappedSettlement {
    /// What the row has, and what follows of it: of gross, fees and net the one that has no column,
    /// or nothing in it.
    private func sums(
        _ record: [CSVRecords.Field], _ currency: Currency
    ) throws(BankFault) -> RowSums {
        let gross = try moved(mapping.gross, of: record, currency)
        let net = try moved(mapping.net, of: record, currency)
        let tax = try fee(mapping.fees.tax, of: record, currency)
        var fee = try fee(mapping.fees.fee, of: record, currency)
        // Each is below 10^18, so no sum of four overflows.
        if mapping.fees.includesTax { fee -= tax }
        switch (gross, net) {
        case (let gross?, let net?):
            if mapping.fees.fee == nil { fee = gross - net - tax }
            return RowSums(gross: gross, fee: fee, tax: tax, net: net)
        case (let gross?, nil):
            return RowSums(gross: gross, fee: fee, tax: tax, net: gross - fee - tax)
        case (nil, let net?):
            return RowSums(gross: net + fee + tax, fee: fee, tax: tax, net: net)
        case (nil, nil):
            let titles = [mapping.gross, mapping.net].flatMap { $0?.amountTitles ?? [] }
            throw BankFault(
                "there is no amount", line: record[0].place.line,
                tag: titles.joined(separator: ", "))
        }
    }

    /// What is taken, above zero; empty is none.
    private func fee(
        _ title: String?, of record: [CSVRecords.Field], _ currency: Currency
    ) throws(BankFault) -> Int64 {
        guard let title, try table.titled.optional(title, of: record) != nil else { return 0 }
        let minor = try minor(
            try table.amount(title, of: record), title, of: record, currency)
        return mapping.fees.isNegative ? -minor : minor
    }

    /// What the balance moves by; `nil` for nothing there.
    private func moved(
        _ columns: AmountColumns?, of record: [CSVRecords.Field], _ currency: Currency
    ) throws(BankFault) -> Int64? {
        guard let columns, try !table.isEmpty(columns, of: record) else { return nil }
        let amount = try table.moved(columns, of: record)
        return try minor(amount, columns.titles[0], of: record, currency)
    }

    private func minor(
        _ amount: Fixed, _ title: String, of record: [CSVRecords.Field], _ currency: Currency
    ) throws(BankFault) -> Int64 {
        guard let minor = amount.minor(digits: mapping.isMinor ? 0 : currency.exponent),
            minor.magnitude < UInt64(Fixed.power(18))
        else {
            throw table.titled.fault(
                "amount of \(currency.code)\(mapping.isMinor ? " in minor units" : "")", title,
                try table.titled.field(title, of: record))
        }
        return minor
    }
}
