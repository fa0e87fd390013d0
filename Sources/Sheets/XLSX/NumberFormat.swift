import Domain

/// Number formats, in the language that all spreadsheets share.
enum NumberFormat {
    static let day = "yyyy-mm-dd"
    static let instant = "yyyy-mm-dd hh:mm:ss\" UTC\""

    /// Exactly `scale` digits, thousands parted, negatives red with a minus.
    ///
    /// Shorter fractions than the column's longest are followed by blanks as wide as the digits
    /// they lack, so that the points stand below each other. The blank at the end parts the column
    /// from text at its right; LibreOffice 7.4 forgets an indent there when the format changes.
    static func decimal(scale: Int, columnScale: Int) -> String {
        let fraction = scale > 0 ? "." + String(repeating: "0", count: scale) : ""
        let lacking = String(repeating: "_0", count: max(0, columnScale - scale))
        let blanks = (scale == 0 && columnScale > 0 ? "_." : "") + lacking + "_0"
        let plain = "#,##0" + fraction + blanks
        return plain + ";[Red]-" + plain
    }
}

extension NumberFormat {
    /// Figures beside an axis, with exactly `scale` digits and no blanks to set them below others.
    static func axis(scale: Int) -> String {
        let plain = "#,##0" + (scale > 0 ? "." + String(repeating: "0", count: scale) : "")
        return plain + ";-" + plain
    }

    /// How an axis spells days: as months when all are the first of one; `nil` for other cells.
    static func categories(_ cells: [Cell]) -> String? {
        var isMonthly = true
        for cell in cells {
            guard case .day(let day) = cell else { return nil }
            isMonthly = isMonthly && day.parts.day == 1
        }
        return isMonthly ? "yyyy-mm" : day
    }
}
