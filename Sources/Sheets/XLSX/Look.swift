/// How a cell looks; equal looks share one format of the workbook.
struct Look: Hashable {
    enum Side: UInt8, Hashable {
        case natural, left, centre, right
    }

    /// The lines above and below a cell.
    enum Rule: Hashable {
        case none, hair, total
    }

    var size = 11.0
    var isBold = false
    var isItalic = false
    var isUnderlined = false
    var ink: UInt32?
    var fill: UInt32?
    var side = Side.natural
    var isCentredUpright = false
    var indent: UInt8 = 0
    var wraps = false
    var number = ""
    var rule = Rule.none
}

/// The colours of the house: one accent, and a pair of ink and paper for each tone.
enum Palette {
    static let accent: UInt32 = 0x1F_4E_79
    static let grey: UInt32 = 0x59_59_59
    static let line: UInt32 = 0xD0_D5_DB
    static let wash: UInt32 = 0xEE_F2_F6
    static let white: UInt32 = 0xFF_FF_FF
    /// The most of a shaded range; dark words stay legible on it.
    static let heat: UInt32 = 0xE8_A3_3D

    /// What the series of a chart are drawn in, in this order: apart in hue and in brightness.
    static let series: [UInt32] = [
        accent, 0xC9_8A_1B, 0x7F_A3_C7, 0x8C_3B_4A, 0x4F_8A_7B, 0xA6_A6_A6,
    ]

    static func pair(_ tone: Tone) -> (ink: UInt32, paper: UInt32) {
        switch tone {
        case .good: (0x1E_6B_34, 0xE3_F1_E6)
        case .bad: (0x9C_1C_1C, 0xFB_E4_E4)
        case .warn: (0x7A_53_00, 0xFD_F1_D6)
        }
    }
}
