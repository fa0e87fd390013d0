import CXLSXWriter
import Domain

extension PartWriter {
    /// Puts a picture at the right end of the title's row, as high as that allows.
    func draw(_ logo: Logo, in book: borrowing XLSXBook) throws(AppError) {
        let scale = min(Self.logoHeight / logo.height, Self.logoWidth / logo.width)
        var words = CWords()
        var options = lxw_image_options()
        options.x_scale = scale
        options.y_scale = scale
        options.x_offset = Int32(max(0, plan.tableWidth - logo.width * scale))
        options.y_offset = 2
        options.object_position = UInt8(LXW_OBJECT_MOVE_DONT_SIZE.rawValue)
        options.description = words.keep("Logo")
        try book.check(
            worksheet_insert_image_buffer_opt(
                page.pointer, 0, 0, logo.png, logo.png.count, &options))
    }

    /// Pixels; the row of a certificate's title is 48 high.
    private static let logoHeight = 44.0
    private static let logoWidth = 220.0
}
