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
        var tax: Int64
        /// Where its components begin in `taxes`.
        let first: Int
    }

    let table: TaxTable
    /// In the order of the batch.
    private(set) var lines: ContiguousArray<Line> = []
    /// Component by component, line after line.
    private(set) var taxes: ContiguousArray<Int64> = []
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
    /// - Throws: `taxRateMissing` and `lineQuantityNegative` with the line; `numericOutOfRange` with
    ///   the document and the line.
    mutating func run(
        _ batch: TaxBatch, _ document: Int, _ level: RoundingLevel, _ mode: RoundingMode
    ) throws(AppError) {
        lines.removeAll(keepingCapacity: true)
        taxes.removeAll(keepingCapacity: true)
        let day = batch.documents[document].rateDay.number
        let included = table.rules.pricesIncludeTax
        for index in batch.documents[document].lines {
            let (net, charged) = (batch.lines[index].net, batch.lines[index].tax)
            guard batch.lines[index].quantity >= 0 else {
                throw AppError(.lineQuantityNegative, "line \(batch.lines[index].id)")
            }
            let (amount, overflow) = net.addingReportingOverflow(included ? charged : 0)
            guard let stack = stack(of: batch.lines[index].codeIndex, on: day) else {
                throw rateMissing(batch.lines[index], batch.documents[document].rateDay)
            }
            guard !overflow, appendLine(stack, amount, mode) else {
                throw outOfRange(batch, document, "line \(batch.lines[index].id)")
            }
        }
        // Not `==`, which compares the raw texts: a fifth of the time of a document.
        let fits =
            switch level {
            case .line: true
            case .group: spread.byGroup(&lines, &taxes, batch, document, mode)
            case .document: spread.byDocument(&lines, &taxes, batch, document, mode)
            }
        guard fits else { throw outOfRange(batch, document, "the taxes of its lines") }
    }

    /// Rounds each component of a line by itself; `false` beyond `Int64`.
    @inline(__always)
    private mutating func appendLine(_ stack: Int, _ amount: Int64, _ mode: RoundingMode) -> Bool {
        let first = taxes.count
        var total: Int64 = 0
        for share in table.stacks[stack].shares {
            guard let tax = table.shares[share].tax(on: amount, mode) else { return false }
            let (sum, overflow) = total.addingReportingOverflow(tax)
            guard !overflow else { return false }
            total = sum
            taxes.append(tax)
        }
        lines.append(Line(stack: stack, amount: amount, tax: total, first: first))
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
        let found = table.stacksOfCode[code].last {
            table.stacks[$0].from <= day && day < table.stacks[$0].until
        }
        if let found { latest[code] = found }
        return found
    }

    private func rateMissing(_ line: TaxLine, _ day: Day) -> AppError {
        let code = table.rules.codes[Int(line.codeIndex)].code
        return AppError(.taxRateMissing, "line \(line.id), tax code \(code), \(day)")
    }

    private func outOfRange(_ batch: TaxBatch, _ document: Int, _ place: String) -> AppError {
        AppError(.numericOutOfRange, "document \(batch.documents[document].number), \(place)")
    }
}
