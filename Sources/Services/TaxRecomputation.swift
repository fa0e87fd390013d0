import Domain

/// The tax that the rules ask of one document after another, at any rounding level and mode.
///
/// Keeps its buffers, so that a line costs no memory of its own; is not copyable, as the compiler
/// would copy (retain) it for calls, a fifth of the time.
struct TaxRecomputation: ~Copyable {
    /// What is asked of one line.
    struct Line {
        let stack: Int
        /// The net amount, or the gross amount when prices include tax.
        let amount: Int64
        /// Thousandths.
        let quantity: Int64
        /// All its components but those withheld.
        var tax: Int64
        /// Where its components begin in `taxes`.
        let first: Int
    }

    /// A line of an earlier credit note of the same invoice.
    struct Earlier {
        let credited: Int64
        let stack: Int
        let amount: Int64
        let quantity: Int64
    }

    let table: TaxTable
    /// In the order of the batch.
    private(set) var lines: ContiguousArray<Line> = []
    /// Component by component, line after line.
    private(set) var taxes: ContiguousArray<Int64> = []
    private var earlier: ContiguousArray<Earlier> = []
    /// The index in the batch of the line that could not be worked out; −1 when it was none.
    private(set) var current = -1
    /// The stack found last for each code: a month rarely holds two.
    private var latest: ContiguousArray<Int>
    private var spread: TaxSpread

    init(_ table: TaxTable) {
        self.table = table
        latest = ContiguousArray(table.stacksOfCode.map { $0.first ?? table.never })
        spread = TaxSpread(table)
    }

    /// Recomputes a document into `lines` and `taxes`.
    ///
    /// A credit note's is what it adds to that of the earlier ones of its invoice: the sum of all,
    /// rounded once, less theirs. So the notes of a fully credited invoice sum to its tax.
    ///
    /// `cumulates: false` takes a credit note by itself, as if there were no earlier one.
    ///
    /// - Throws: `taxRateMissing`, `taxRatesInvalid`, `lineQuantityNegative`, `taxPerUnitForeign` and
    ///   `numericOutOfRange` with the document and the line.
    mutating func run(
        _ batch: TaxBatch, _ document: Int, _ level: RoundingLevel, _ mode: RoundingMode,
        cumulates: Bool = true
    ) throws(AppError) {
        lines.removeAll(keepingCapacity: true)
        taxes.removeAll(keepingCapacity: true)
        earlier.removeAll(keepingCapacity: true)
        current = -1
        let day = batch.documents[document].rateDay.number
        let included = table.rules.pricesIncludeTax
        for index in batch.documents[document].lines {
            let (net, charged) = (batch.lines[index].net, batch.lines[index].tax)
            guard batch.lines[index].quantity >= 0 else {
                current = index
                throw AppError(.lineQuantityNegative, place(batch, document, index))
            }
            let (amount, overflow) = net.addingReportingOverflow(included ? charged : 0)
            guard let stack = stack(of: batch.lines[index].codeIndex, on: day) else {
                current = index
                throw table.noRate(
                    batch.lines[index].codeIndex, place(batch, document, index),
                    batch.documents[document].rateDay)
            }
            let quantity = batch.lines[index].quantity
            guard !overflow, appendLine(stack, amount, quantity, mode) else {
                current = index
                throw AppError(.numericOutOfRange, place(batch, document, index))
            }
            if table.stacks[stack].hasPerUnit,
                batch.documents[document].currency != table.rules.currency
            {
                current = index
                throw AppError(.taxPerUnitForeign, place(batch, document, index))
            }
        }
        if cumulates, !batch.documents[document].earlier.isEmpty { try carry(batch, document) }
        // Not `==`, which compares the raw texts: a fifth of the time of a document.
        let fits =
            switch level {
            case .line:
                !cumulates || !batch.documents[document].isCredit
                    || cumulateLines(batch, document, mode)
            case .group: spread.byGroup(&lines, &taxes, earlier, batch, document, mode)
            case .document: spread.byDocument(&lines, &taxes, earlier, batch, document, mode)
            }
        guard fits else {
            let number = batch.documents[document].number
            throw AppError(.numericOutOfRange, "document \(number), the taxes of its lines")
        }
    }

    /// Finds the stacks of what earlier credit notes hold.
    private mutating func carry(_ batch: TaxBatch, _ document: Int) throws(AppError) {
        let day = batch.documents[document].rateDay
        for index in batch.documents[document].earlier {
            let line = batch.earlier[index]
            guard let stack = stack(of: line.codeIndex, on: day.number) else {
                let number = batch.documents[document].number
                throw table.noRate(
                    line.codeIndex, "document \(number), an earlier credit note", day)
            }
            earlier.append(
                Earlier(
                    credited: line.credited, stack: stack, amount: line.amount,
                    quantity: line.quantity))
        }
    }

    /// Makes each line the difference that it makes to what was credited of the same line.
    private mutating func cumulateLines(
        _ batch: TaxBatch, _ document: Int, _ mode: RoundingMode
    ) -> Bool {
        for place in lines.indices {
            let line = lines[place]
            guard let (amount, quantity) = creditedBefore(batch, document, place) else {
                return false
            }
            if amount == 0, quantity == 0 { continue }
            guard let all = amount.adding(line.amount), let count = quantity.adding(line.quantity)
            else { return false }
            var (total, tax): (Int64, Int) = (0, line.first)
            for share in table.stacks[line.stack].shares {
                let part = table.shares[share]
                guard let before = part.tax(on: amount, quantity, mode),
                    let due = part.tax(on: all, count, mode)?.subtracting(before),
                    let sum = total.adding(part.isWithheld ? 0 : due)
                else { return false }
                taxes[tax] = due
                (total, tax) = (sum, tax + 1)
            }
            lines[place].tax = total
        }
        return true
    }

    /// What a line comes on top of: lines of earlier notes that credit the same line of the invoice,
    /// and those of its own note by position; `nil` beyond `Int64`.
    private func creditedBefore(
        _ batch: TaxBatch, _ document: Int, _ place: Int
    ) -> (amount: Int64, quantity: Int64)? {
        let first = batch.documents[document].lines.lowerBound
        let line = batch.lines[first + place]
        var (amount, quantity): (Int64, Int64) = (0, 0)
        guard line.credited != 0 else { return (amount, quantity) }
        for known in earlier
        where known.credited == line.credited && known.stack == lines[place].stack {
            guard let sum = amount.adding(known.amount),
                let count = quantity.adding(known.quantity)
            else { return nil }
            (amount, quantity) = (sum, count)
        }
        for index in lines.indices where index != place {
            let (other, known) = (lines[index], batch.lines[first + index])
            guard known.credited == line.credited, other.stack == lines[place].stack,
                (known.position, known.id) < (line.position, line.id)
            else { continue }
            guard let sum = amount.adding(other.amount),
                let count = quantity.adding(other.quantity)
            else { return nil }
            (amount, quantity) = (sum, count)
        }
        return (amount, quantity)
    }

    /// Rounds each component of a line by itself; `false` beyond `Int64`.
    @inline(__always)
    private mutating func appendLine(
        _ stack: Int, _ amount: Int64, _ quantity: Int64, _ mode: RoundingMode
    ) -> Bool {
        guard table.stacks[stack].isPlain else {
            return appendOther(stack, amount, quantity, mode)
        }
        let first = taxes.count
        var total: Int64 = 0
        for share in table.stacks[stack].shares {
            guard let tax = table.shares[share].percent(of: amount, mode) else { return false }
            let (sum, overflow) = total.addingReportingOverflow(tax)
            guard !overflow else { return false }
            total = sum
            taxes.append(tax)
        }
        lines.append(
            Line(stack: stack, amount: amount, quantity: quantity, tax: total, first: first))
        return true
    }

    /// The same of a stack with fixed amounts or withheld components.
    private mutating func appendOther(
        _ stack: Int, _ amount: Int64, _ quantity: Int64, _ mode: RoundingMode
    ) -> Bool {
        let first = taxes.count
        var total: Int64 = 0
        for share in table.stacks[stack].shares {
            guard let tax = table.shares[share].tax(on: amount, quantity, mode),
                let sum = total.adding(table.shares[share].isWithheld ? 0 : tax)
            else { return false }
            total = sum
            taxes.append(tax)
        }
        lines.append(
            Line(stack: stack, amount: amount, quantity: quantity, tax: total, first: first))
        return true
    }

    @inline(__always)
    private mutating func stack(of code: Int32, on day: Int32) -> Int? {
        guard code >= 0 else { return table.none }
        let known = latest[Int(code)]
        if table.stacks[known].from <= day, day < table.stacks[known].until { return known }
        return search(Int(code), day)
    }

    private mutating func search(_ code: Int, _ day: Int32) -> Int? {
        let found = table.stack(of: Int32(code), on: day)
        if let found { latest[code] = found }
        return found
    }

    private func place(_ batch: TaxBatch, _ document: Int, _ line: Int) -> String {
        "document \(batch.documents[document].number), line \(batch.lines[line].position)"
    }
}
