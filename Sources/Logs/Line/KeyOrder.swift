/// The order of UTF-16 code units, in which ECMAScript sorts keys.
///
/// It is the order of UTF-8 bytes but for characters beyond U+FFFF: their surrogates stand below
/// U+E000–FFFF.
enum KeyOrder {
    @inline(__always)
    static func isBefore(_ left: String, _ right: String) -> Bool {
        var (left, right) = (left, right)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                let shared = min(left.count, right.count)
                var at = 0
                while at < shared {
                    let (a, b) = (left[at], right[at])
                    if a != b { return weight(a) < weight(b) }
                    at += 1
                }
                return left.count < right.count
            }
        }
    }

    /// The first bytes 0xEE and 0xEF open U+E000–FFFF, those from 0xF0 what is beyond it.
    @inline(__always)
    static func weight(_ byte: UInt8) -> UInt16 {
        switch byte {
        case 0xEE, 0xEF: UInt16(byte) + 0x20
        case 0xF0...: UInt16(byte) - 2
        default: UInt16(byte)
        }
    }
}
