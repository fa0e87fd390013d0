extension Look {
    static func title(_ layout: Layout) -> Look {
        Look(size: layout == .certificate ? 22 : 16, isBold: true, ink: Palette.accent)
    }

    static let note = Look(ink: Palette.grey)

    static let mark = Look(isBold: true, ink: Palette.pair(.bad).ink)

    static let nothing = Look(isItalic: true, ink: Palette.grey)

    static func header(_ side: Side) -> Look {
        Look(
            isBold: true, ink: Palette.white, fill: Palette.accent, side: side,
            isCentredUpright: true, wraps: true)
    }

    static let total = Look(isBold: true, fill: Palette.wash, rule: .total)

    static func row(_ mark: Mark) -> Look {
        switch mark {
        case .normal: Look(rule: .hair)
        case .detail: Look(ink: Palette.grey, rule: .hair)
        case .heading: Look(isBold: true, ink: Palette.accent, fill: Palette.wash, rule: .hair)
        }
    }

    static let factName = Look(isBold: true, ink: Palette.grey, rule: .hair)
}
