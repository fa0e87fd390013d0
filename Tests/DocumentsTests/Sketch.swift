import Documents
import Domain
import TestSupport

/// A random document in numbers that neither computation owns.
struct Sketch {
    struct Tax {
        var category: String?
        var rate: Decimals?
        var surcharge: Decimals?
        var isRetained = false
        /// 0 percent, 1 division, 2 a unit.
        var kind = 0
        var amount = Decimals(unscaled: 0, scale: 0)
        /// 0 nothing, 1 what stands before it, else the category of that number minus 2.
        var compounds = 0
    }

    struct Adjustment {
        var percent: Decimals?
        var base: Decimals?
        var amount: Decimals
        var taxes: [Tax] = []
        var isSpread = false
    }

    struct Line {
        var quantity: Decimals
        var price: Decimals
        var base: Decimals
        var allowances: [Adjustment] = []
        var charges: [Adjustment] = []
        var taxes: [Tax] = []
    }

    static let categories = ["A", "B", "C"]
    static let modes: [RoundingMode] = [.halfUp, .halfEven, .down, .up]

    var digits = 2
    var rounding = DocumentRounding.invoice
    /// `nil` none, empty all.
    var included: String?
    var lines: [Line] = []
    var allowances: [Adjustment] = []
    var charges: [Adjustment] = []
    var prepaid = Decimals(unscaled: 0, scale: 0)
}

// Making one.
extension Sketch {
    static func random(_ dice: inout Dice) -> Sketch {
        var sketch = Sketch()
        sketch.digits = [2, 2, 0, 3, 4].randomElement(using: &dice) ?? 2
        sketch.rounding = DocumentRounding(
            level: RoundingLevel.allCases.randomElement(using: &dice) ?? .group,
            mode: modes.randomElement(using: &dice) ?? .halfUp, roundsNets: dice.isOneOf(2),
            roundsBases: dice.isOneOf(2), addsRounded: dice.isOneOf(2))
        let pool = (0..<Int.random(in: 1...4, using: &dice)).map { _ in tax(&dice) }
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            sketch.lines.append(line(&dice, pool))
        }
        if dice.isOneOf(3) { sketch.included = dice.isOneOf(3) ? "" : categories[0] }
        if dice.isOneOf(3) { sketch.allowances = [adjustment(&dice, pool)] }
        if dice.isOneOf(4) { sketch.charges = [adjustment(&dice, pool)] }
        if dice.isOneOf(4) { sketch.prepaid = Decimals(unscaled: 12, scale: 0) }
        return sketch
    }

    private static func number(
        _ dice: inout Dice, _ range: ClosedRange<Int64>, scale: ClosedRange<Int>
    ) -> Decimals {
        Decimals(
            unscaled: Int64.random(in: range, using: &dice),
            scale: Int.random(in: scale, using: &dice))
    }

    private static func tax(_ dice: inout Dice) -> Tax {
        var tax = Tax(category: categories.randomElement(using: &dice))
        tax.rate =
            dice.isOneOf(8)
            ? nil
            : [
                Decimals(unscaled: 0, scale: 0), Decimals(unscaled: 5, scale: 0),
                Decimals(unscaled: 190, scale: 1), Decimals(unscaled: 9975, scale: 3),
                Decimals(unscaled: 20, scale: 0), Decimals(unscaled: 855, scale: 2),
            ].randomElement(using: &dice)
        if dice.isOneOf(6) { tax.surcharge = Decimals(unscaled: 52, scale: 1) }
        tax.isRetained = dice.isOneOf(8)
        if dice.isOneOf(8) { tax.kind = 1 }
        if dice.isOneOf(8) {
            tax.kind = 2
            tax.rate = nil
            tax.amount = number(&dice, 0...500, scale: 1...3)
        }
        if dice.isOneOf(6) { tax.compounds = 1 }
        return tax
    }

    private static func line(_ dice: inout Dice, _ pool: [Tax]) -> Line {
        let sign: Int64 = dice.isOneOf(6) ? -1 : 1
        let quantity = number(&dice, 1...900, scale: 0...2)
        var line = Line(
            quantity: Decimals(unscaled: sign * quantity.unscaled, scale: quantity.scale),
            price: number(&dice, -100...99_999, scale: 0...4),
            base: Decimals(
                unscaled: [1, 1, 1, 3, 100].randomElement(using: &dice) ?? 1, scale: 0))
        if dice.isOneOf(4) { line.allowances = [untaxed(&dice)] }
        if dice.isOneOf(6) { line.charges = [untaxed(&dice)] }
        for _ in 0..<Int.random(in: 0...2, using: &dice) {
            if let tax = pool.randomElement(using: &dice) { line.taxes.append(tax) }
        }
        // A name of a category that comes later, so that nothing goes in a circle.
        if line.taxes.count == 2, let last = line.taxes[1].category, dice.isOneOf(4),
            let first = line.taxes[0].category, first < last, line.taxes[1].compounds == 0,
            let number = categories.firstIndex(of: last)
        {
            line.taxes[0].compounds = number + 2
        }
        return line
    }

    private static func untaxed(_ dice: inout Dice) -> Adjustment {
        Adjustment(
            percent: dice.isOneOf(2) ? number(&dice, 0...400, scale: 1...2) : nil,
            base: dice.isOneOf(3) ? number(&dice, 0...9999, scale: 0...3) : nil,
            amount: number(&dice, 0...500, scale: 1...3))
    }

    private static func adjustment(_ dice: inout Dice, _ pool: [Tax]) -> Adjustment {
        var one = untaxed(&dice)
        if dice.isOneOf(2) {
            one.taxes = pool.filter { $0.kind < 2 && $0.compounds < 2 }.prefix(1).map(\.self)
        }
        one.isSpread = one.taxes.isEmpty && dice.isOneOf(3)
        return one
    }
}

// The same for the product.
extension Sketch {
    var billed: BilledDocument {
        var document = BilledDocument(id: "x", currency: "XTS", digits: digits, rounding: rounding)
        document.included =
            included.map { $0.isEmpty ? IncludedTax.all : .category($0) } ?? .none
        document.lines = lines.map { line in
            var billed = BilledLine(
                id: nil, quantity: Self.rational(line.quantity), price: Self.rational(line.price),
                taxes: line.taxes.map(Self.tax))
            billed.baseQuantity = Self.rational(line.base)
            billed.allowances = line.allowances.map(Self.adjustment)
            billed.charges = line.charges.map(Self.adjustment)
            return billed
        }
        document.allowances = allowances.map(Self.adjustment)
        document.charges = charges.map(Self.adjustment)
        document.prepaid = Self.rational(prepaid)
        return document
    }

    private static func rational(_ number: Decimals) -> Rational {
        Rational(Int128(number.unscaled), digits: number.scale)
    }

    private static func adjustment(_ one: Adjustment) -> BilledAdjustment {
        var billed = BilledAdjustment(
            percent: one.percent.map(rational), base: one.base.map(rational),
            amount: rational(one.amount), taxes: one.taxes.map(tax))
        billed.isSpread = one.isSpread
        return billed
    }

    private static func percentage(_ number: Decimals) -> Percentage {
        Percentage(rational(number), text: "\(number.unscaled)e\(number.scale)")
    }

    private static func tax(_ tax: Tax) -> BilledTax {
        var billed = BilledTax(tax.category, rate: tax.rate.map(percentage))
        billed.surcharge = tax.surcharge.map(percentage)
        billed.isRetained = tax.isRetained
        billed.kind =
            switch tax.kind {
            case 0: .percent
            case 1: .division
            default: .perUnit(rational(tax.amount))
            }
        billed.compounding =
            switch tax.compounds {
            case 0: .none
            case 1: .before
            default: .named([categories[tax.compounds - 2]])
            }
        return billed
    }
}

extension Dice {
    /// One time in so many.
    mutating func isOneOf(_ count: Int) -> Bool { Int.random(in: 1...count, using: &self) == 1 }
}
