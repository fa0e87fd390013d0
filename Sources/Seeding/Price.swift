/// Prices have four digits behind the point, quantities three, amounts as many as the currency.
enum Price {
    /// Price × quantity ÷ base, rounded half up to the minor unit.
    static func amount(_ price: Int64, quantity: Int64, base: Int64, digits: Int) -> Int64 {
        Halves.halfUp.quotient(price * quantity, base * unit(digits: 4 - digits))
    }

    /// A whole percentage of an amount.
    static func percent(_ percent: Int64, of amount: Int64) -> Int64 {
        Halves.halfUp.quotient(amount * percent, 100)
    }

    /// A price of so many minor units.
    static func of(minor: Int64, digits: Int) -> Int64 { minor * unit(digits: 4 - digits) }

    /// 10ⁿ for n from 0 to 4.
    static func unit(digits: Int) -> Int64 {
        switch digits {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        default: 10_000
        }
    }
}
