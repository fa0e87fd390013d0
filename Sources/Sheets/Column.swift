/// What a column holds, which decides how its title and its blanks are set.
package enum ColumnKind: String, CaseIterable, Sendable {
    case text, integer, decimal, day, instant, boolean

    /// Numbers stand at the right, under a title at the right.
    var isNumeric: Bool { self == .integer || self == .decimal }
}

/// What a word in a cell means for whoever reads the sheet.
package enum Tone: String, CaseIterable, Sendable {
    case good, bad, warn
}

/// A column of a sheet.
package struct Column: Equatable, Sendable {
    package let title: String
    package let kind: ColumnKind
    /// Characters of the standard font; `nil` fits the content, within 8 to 60.
    package let width: Double?
    /// Whether the sheet ends with the exact sum of the column's rows, details left out.
    package let isTotalled: Bool
    /// The least digits behind the point that its total has, such as those of its currency.
    package let digits: Int
    /// Words that are coloured where a cell says exactly them, capitals or not.
    package let tones: [String: Tone]
    /// Whether its numbers are shaded by their size, on one scale with the shaded columns beside it.
    package let isShaded: Bool

    package init(
        _ title: String, _ kind: ColumnKind = .text, width: Double? = nil,
        isTotalled: Bool = false, tones: [String: Tone] = [:], digits: Int = 0,
        isShaded: Bool = false
    ) {
        self.digits = digits
        self.isShaded = isShaded
        self.title = title
        self.kind = kind
        self.width = width
        self.isTotalled = isTotalled
        self.tones = tones
    }

    /// The same column with totals of at least so many digits behind the point.
    package func digits(_ digits: Int) -> Column {
        Column(
            title, kind, width: width, isTotalled: isTotalled, tones: tones, digits: digits,
            isShaded: isShaded)
    }

    /// A column of a whole number of characters.
    package init(
        _ title: String, _ kind: ColumnKind, characters: Int?, isTotalled: Bool,
        tones: [String: Tone]
    ) {
        self.init(
            title, kind, width: characters.map(Double.init), isTotalled: isTotalled, tones: tones)
    }
}
