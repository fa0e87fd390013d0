/// A clinic's picture for the head of its certificate.
package struct Logo: Equatable, Sendable {
    /// The file as it is.
    package let png: [UInt8]
    /// Of the picture, in pixels of a screen of 96 to the inch.
    let width: Double
    let height: Double

    /// The largest file that is taken, in bytes.
    package static let bytesMax = 1_048_576

    /// A PNG file of at most 1 MiB and 4000 pixels a side; `nil` for anything else.
    ///
    /// Source: PNG specification, third edition, 5.2, 11.2.1 and 11.3.4.3.
    package init?(png bytes: [UInt8]) {
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        guard bytes.count <= Self.bytesMax, bytes.starts(with: signature) else { return nil }
        var (place, size, perMetre) = (8, (0, 0), (0, 0))
        while place + 12 <= bytes.count {
            let length = Self.number(bytes, place)
            guard length <= bytes.count - place - 12 else { return nil }
            let (kind, data) = (bytes[place + 4..<place + 8], place + 8)
            if kind.elementsEqual("IHDR".utf8), length == 13 {
                size = (Self.number(bytes, data), Self.number(bytes, data + 4))
            } else if kind.elementsEqual("pHYs".utf8), length == 9, bytes[data + 8] == 1 {
                perMetre = (Self.number(bytes, data), Self.number(bytes, data + 4))
            } else if kind.elementsEqual("IEND".utf8) {
                break
            }
            place += 12 + length
        }
        guard (1...4000).contains(size.0), (1...4000).contains(size.1) else { return nil }
        func shown(_ pixels: Int, _ perMetre: Int) -> Double {
            Double(pixels) * (perMetre > 0 ? 96 / (Double(perMetre) * 0.0254) : 1)
        }
        png = bytes
        (width, height) = (shown(size.0, perMetre.0), shown(size.1, perMetre.1))
    }

    private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
