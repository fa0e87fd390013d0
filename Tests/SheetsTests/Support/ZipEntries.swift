/// What stands in the local headers of a zip file.
enum ZipEntries {
    /// 1980-01-01 00:00, the first moment a zip file knows.
    static let epoch: UInt32 = 0x0021_0000

    /// The distinct times of the entries, as MS-DOS has them.
    static func times(_ bytes: [UInt8]) -> Set<UInt32> {
        var times: Set<UInt32> = []
        for start in bytes.indices.dropLast(14)
        where bytes[start..<start + 4] == [0x50, 0x4B, 0x03, 0x04] {
            times.insert((10...13).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * ($1 - 10)) })
        }
        return times
    }
}
