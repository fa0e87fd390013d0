import Domain

/// What a sheet's CSV adds up to, so that whoever has the file alone can hold it against something.
///
/// A total is the exact sum of a column over the rows that count: without details, and by currency
/// where the sheet has a column for it.
package struct ControlTotals: Codable, Sendable, Equatable {
    /// Which rows count; `nil` when all of them do.
    package let counted: Counted?
    /// The position, from 0, of the column that tells a row's currency.
    package let currencyPosition: Int?
    package let totals: [Total]

    /// The sum of one column, in one currency.
    package struct Total: Codable, Sendable, Equatable {
        package let column: String
        /// From 0.
        package let position: Int
        package let currency: String?
        /// Plain decimal text.
        package let sum: String

        package init(column: String, position: Int, currency: String?, sum: String) {
            self.column = column
            self.position = position
            self.currency = currency
            self.sum = sum
        }
    }

    /// A column that tells the rows that count from their details.
    package struct Counted: Codable, Sendable, Equatable {
        package let column: String
        /// From 0.
        package let position: Int
        /// Whether it is blank in the rows that count, or filled.
        package let isBlank: Bool

        package init(column: String, position: Int, isBlank: Bool) {
            self.column = column
            self.position = position
            self.isBlank = isBlank
        }
    }

    package init(counted: Counted?, currencyPosition: Int?, totals: [Total]) {
        self.counted = counted
        self.currencyPosition = currencyPosition
        self.totals = totals
    }

    /// Whether positions are those of a spreadsheet and sums are numbers: not all JSON is ours.
    package var isSound: Bool {
        let positions = [currencyPosition, counted?.position].compactMap(\.self)
        return (positions + totals.map(\.position)).allSatisfy { (0..<16_384).contains($0) }
            && totals.allSatisfy { Fixed($0.sum) != nil }
    }

    /// More currencies than there are would be another column by that name.
    static let currenciesMax = 200
}

/// A sum that grows by exact figures, and knows when 38 digits do not hold it.
struct RunningSum {
    private(set) var value: Int128 = 0
    private(set) var scale: Int
    private(set) var isTooLong = false

    init(scale: Int = 0) { self.scale = scale }

    mutating func add(_ unscaled: Int128, scale other: Int) {
        var figure = unscaled
        if other != scale {
            let power = Fixed.bigPower(abs(scale - other))
            let overflow: Bool
            if other < scale {
                (figure, overflow) = figure.multipliedReportingOverflow(by: power)
            } else {
                (value, overflow) = value.multipliedReportingOverflow(by: power)
                scale = other
            }
            isTooLong = isTooLong || overflow
        }
        let (sum, overflow) = value.addingReportingOverflow(figure)
        value = sum
        isTooLong = isTooLong || overflow
    }

    var fixed: Fixed { Fixed(unscaled: value, scale: scale) }
}
