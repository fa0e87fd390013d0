import Domain

/// The values under a file's titles, read as a mapping says that they are written.
struct MappedTable {
    let titled: TitledTable
    private let form: CSVForm
    private let values: MappedValues

    /// - Throws: `BankFault` for a title that is missing, or stands twice.
    init(
        _ row: [CSVRecords.Field], wanted: [String], in form: CSVForm
    ) throws(BankFault) {
        titled = try TitledTable(row, wanted: wanted)
        self.form = form
        values = MappedValues(form: form)
    }

    /// The amount in a column, with its sign.
    func amount(_ title: String, of record: [CSVRecords.Field]) throws(BankFault) -> Fixed {
        let field = try titled.field(title, of: record)
        guard let value = values.amount(field.text) else {
            throw titled.fault("amount", title, field)
        }
        return value
    }

    /// The amount in a column whose sign stands elsewhere.
    private func plain(
        _ title: String, of record: [CSVRecords.Field]
    ) throws(BankFault) -> Fixed {
        let value = try amount(title, of: record)
        guard value.unscaled >= 0 else {
            throw titled.fault(
                "amount without sign, and which way it went stands elsewhere", title,
                try titled.field(title, of: record))
        }
        return value
    }

    /// The day in a column.
    func day(_ title: String, of record: [CSVRecords.Field]) throws(BankFault) -> Day {
        let field = try titled.field(title, of: record)
        guard let day = values.day(field.text) else {
            throw titled.fault("day of the form \(form.dateOrder.rawValue)", title, field)
        }
        return day
    }

    /// Whether nothing stands where an amount would.
    func isEmpty(
        _ columns: AmountColumns, of record: [CSVRecords.Field]
    ) throws(BankFault) -> Bool {
        for title in columns.amountTitles
        where try titled.optional(title, of: record) != nil { return false }
        return true
    }

    /// A row's amount, above zero for money that came in.
    func moved(
        _ columns: AmountColumns, of record: [CSVRecords.Field]
    ) throws(BankFault) -> Fixed {
        switch columns {
        case .signed(let title): return try amount(title, of: record)
        case .twoColumns(let credit, let debit):
            return try side(credit, debit, of: record)
        case .marked(let title, let mark, let credit, let debit):
            let field = try titled.field(mark, of: record)
            let value = try plain(title, of: record)
            if credit.contains(field.text) { return value }
            guard debit.contains(field.text) else {
                throw titled.fault("mark of credit or debit", mark, field)
            }
            return value.negated
        }
    }

    private func side(
        _ credit: String, _ debit: String, of record: [CSVRecords.Field]
    ) throws(BankFault) -> Fixed {
        var (sides, isFilled) = ([Fixed](), false)
        for title in [credit, debit] {
            let isEmpty = try titled.optional(title, of: record) == nil
            isFilled = isFilled || !isEmpty
            sides.append(isEmpty ? Fixed(unscaled: 0, scale: 0) : try plain(title, of: record))
        }
        guard isFilled, sides[0].unscaled == 0 || sides[1].unscaled == 0 else {
            throw BankFault(
                isFilled ? "both are filled" : "neither is filled", line: record[0].place.line,
                tag: "\(credit), \(debit)")
        }
        return sides[1].unscaled == 0 ? sides[0] : sides[1].negated
    }
}
