import Domain

/// Adds a CSV file up from its bytes alone, to be held against its control totals.
///
/// Takes whole records and leaves the rest of the bytes, so that no record is copied; memory does not
/// grow with the file. Reads what `CSVEncoder` writes, and anything else without harm.
package struct CSVTally: ~Copyable {
    /// Records behind the header.
    package private(set) var rows: Int64 = 0
    private let controls: ControlTotals?
    private var header: [String] = []
    private var hasHeader = false
    /// Positions to look at, in order, and where in the present record they lie.
    private let positions: [Int]
    private var fields: [UnsafeRawBufferPointer]
    /// Where in `positions` each total stands, each column once; the currency; what counts.
    private let columns: [Int]
    private let currencySlot: Int?
    private let countedSlot: Int?
    private var groups: [(name: [UInt8], sums: [RunningSum])] = []
    private var group = 0

    /// - Parameter controls: what the manifest states; `nil` counts the rows and nothing else.
    package init(_ controls: ControlTotals?) {
        self.controls = controls
        let totalled = Set((controls?.totals ?? []).map(\.position)).sorted()
        let others = [controls?.currencyPosition, controls?.counted?.position].compactMap(\.self)
        let positions = Set(totalled + others).sorted()
        self.positions = positions
        fields = positions.map { _ in UnsafeRawBufferPointer(start: nil, count: 0) }
        columns = totalled.compactMap(positions.firstIndex)
        currencySlot = controls?.currencyPosition.flatMap(positions.firstIndex)
        countedSlot = controls?.counted.flatMap { positions.firstIndex(of: $0.position) }
        if currencySlot == nil { groups = [([], columns.map { _ in RunningSum() })] }
    }

    /// Takes whole records in.
    ///
    /// - Parameters:
    ///   - bytes: what follows the bytes that were taken before.
    ///   - isLast: whether nothing comes after them, so that a record needs no line end.
    /// - Returns: how many of the bytes were taken.
    package mutating func take(_ bytes: UnsafeRawBufferPointer, isLast: Bool) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var place = 0
        if !hasHeader {
            var record = RecordScan(base, bytes.count, isLast: isLast)
            guard let (titles, end) = record.allFields() else { return 0 }
            (header, hasHeader, place) = (titles, true, end)
        }
        while place < bytes.count {
            var record = RecordScan(base + place, bytes.count - place, isLast: isLast)
            guard let length = record.fields(at: positions, into: &fields) else { break }
            rows += 1
            add()
            place += length
        }
        return place
    }

    private mutating func add() {
        if let slot = countedSlot, let counted = controls?.counted {
            let isBlank = fields[slot].count == 0 || fields[slot].elementsEqual([0x22, 0x22])
            guard isBlank == counted.isBlank else { return }
        }
        if let slot = currencySlot, !choose(fields[slot]) { return }
        for (index, column) in columns.enumerated() {
            guard let (value, scale) = figure(fields[column]) else { continue }
            groups[group].sums[index].add(value, scale: scale)
        }
    }

    /// Finds the sums of a currency, or begins them; false when there are too many to be any.
    private mutating func choose(_ field: UnsafeRawBufferPointer) -> Bool {
        if group < groups.count, groups[group].name.elementsEqual(field) { return true }
        if let found = groups.firstIndex(where: { $0.name.elementsEqual(field) }) {
            group = found
            return true
        }
        guard groups.count <= ControlTotals.currenciesMax else { return false }
        group = groups.count
        groups.append((Array(field), columns.map { _ in RunningSum() }))
        return true
    }

    /// Where file and control totals disagree, as predicates; empty when they agree.
    package func differences() -> [String] {
        guard let controls else { return [] }
        var found = titleDifferences(controls)
        for total in controls.totals {
            let name = total.currency.map { Array($0.utf8) } ?? []
            let sums = groups.first { $0.name == name }?.sums
            let sum = positions.firstIndex(of: total.position).flatMap(columns.firstIndex).flatMap {
                sums?[$0]
            }
            let isEqual = sum.map { !$0.isTooLong && $0.fixed == Fixed(total.sum) }
            guard isEqual != true else { continue }
            found.append(
                "column \(quoted(total)) adds up to \(sum?.fixed.description ?? "nothing"), "
                    + "stated \(AppError.quoted(total.sum))")
        }
        return found + strays(controls)
    }

    private func quoted(_ total: ControlTotals.Total) -> String {
        AppError.quoted(total.column) + (total.currency.map { " " + AppError.quoted($0) } ?? "")
    }

    private func titleDifferences(_ controls: ControlTotals) -> [String] {
        var wanted = controls.totals.map { ($0.position, $0.column) }
        if let counted = controls.counted { wanted.append((counted.position, counted.column)) }
        if let currency = controls.currencyPosition { wanted.append((currency, "Currency")) }
        var seen: Set<Int> = []
        return wanted.filter { seen.insert($0.0).inserted }.compactMap { position, title in
            let name = position < header.count ? header[position] : nil
            // A title that a spreadsheet would run has a mark in front.
            guard name != title, name != "'" + title else { return nil }
            return "column \(position + 1) is \(name.map { AppError.quoted($0) } ?? "not there"), "
                + "not \(AppError.quoted(title))"
        }
    }

    /// Sums of currencies that no total is stated of.
    private func strays(_ controls: ControlTotals) -> [String] {
        guard currencySlot != nil else { return [] }
        let stated = Set(controls.totals.map { $0.currency ?? "" })
        return groups.map { String(decoding: $0.name, as: UTF8.self) }
            .filter { !stated.contains($0) && !controls.totals.isEmpty }
            .map { "rows in \(AppError.quoted($0)), stated none" }
    }
}

/// The number that a field holds; `nil` for none.
private func figure(_ field: UnsafeRawBufferPointer) -> (Int128, scale: Int)? {
    guard field.count <= 18 else { return longFigure(field) }
    var (value, point, place) = (Int64(0), -1, 0)
    let isNegative = field.first == UInt8(ascii: "-")
    if isNegative { place = 1 }
    let first = place
    while place < field.count {
        let byte = field[place]
        if byte &- 48 < 10 {
            value = value &* 10 &+ Int64(byte &- 48)
        } else if byte == UInt8(ascii: "."), point < 0, place > first {
            point = place
        } else {
            return nil
        }
        place += 1
    }
    guard place > first, point != field.count - 1 else { return nil }
    return (Int128(isNegative ? -value : value), point < 0 ? 0 : field.count - 1 - point)
}

/// The same of more digits than 64 bits hold.
@inline(never)
private func longFigure(_ field: UnsafeRawBufferPointer) -> (Int128, scale: Int)? {
    guard field.count <= 80 else { return nil }
    return Fixed(String(decoding: field, as: UTF8.self)).map { ($0.unscaled, $0.scale) }
}
