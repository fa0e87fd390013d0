import CXLSXWriter

extension Look {
    /// Sets what differs from the workbook's plain format.
    func apply(to format: UnsafeMutablePointer<lxw_format>?) {
        if size != 11 { format_set_font_size(format, size) }
        if isBold { format_set_bold(format) }
        if isItalic { format_set_italic(format) }
        if isUnderlined { format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue)) }
        if let ink { format_set_font_color(format, ink) }
        if let fill { format_set_bg_color(format, fill) }
        if indent > 0 { format_set_indent(format, indent) }
        if wraps { format_set_text_wrap(format) }
        if !number.isEmpty { format_set_num_format(format, number) }
        applySide(to: format)
        applyRule(to: format)
    }

    private func applySide(to format: UnsafeMutablePointer<lxw_format>?) {
        switch side {
        case .natural: break
        case .left: format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue))
        case .centre: format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
        case .right: format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
        }
        let upright = isCentredUpright ? LXW_ALIGN_VERTICAL_CENTER : LXW_ALIGN_VERTICAL_TOP
        format_set_align(format, UInt8(upright.rawValue))
    }

    private func applyRule(to format: UnsafeMutablePointer<lxw_format>?) {
        switch rule {
        case .none: break
        case .hair:
            format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_bottom_color(format, Palette.line)
        case .total:
            format_set_top(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_top_color(format, Palette.accent)
            format_set_bottom(format, UInt8(LXW_BORDER_DOUBLE.rawValue))
            format_set_bottom_color(format, Palette.accent)
        }
    }
}
