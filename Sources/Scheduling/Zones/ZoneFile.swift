/// Reads a time zone file in the format TZif, versions 1 to 4 (RFC 8536, RFC 9636).
///
/// Files of another make, cut short, or with leap seconds, which PostgreSQL refuses too, give `nil`:
/// whatever the bytes are, reading ends.
struct ZoneFile {
    private let bytes: [UInt8]

    /// The zone that a file's bytes describe.
    static func zone(_ name: String, _ bytes: [UInt8]) -> Zone? {
        let file = ZoneFile(bytes: bytes)
        guard let first = file.header(at: 0) else { return nil }
        // From version 2 on the same is said again in 64 bits, and a rule follows.
        guard first.version >= 0x32 else { return file.zone(name, first, width: 4)?.zone }
        guard let second = file.header(at: first.end(width: 4)),
            var (zone, end) = file.zone(name, second, width: 8),
            end < bytes.count, bytes[end] == 10,
            let newline = bytes[(end + 1)...].firstIndex(of: 10)
        else { return nil }
        end += 1
        if end < newline {
            guard let rule = ZoneRuleReader.rule(bytes[end..<newline]) else { return nil }
            zone = Zone(name: name, changes: zone.changes, offsets: zone.offsets, rule: rule)
        }
        return zone
    }

    /// What a block holds, in the order of its header.
    private struct Header {
        let version: UInt8
        /// Where the block's data begin.
        let start: Int
        let counts: [Int]

        var leaps: Int { counts[2] }
        var times: Int { counts[3] }
        var types: Int { counts[4] }

        /// Where the block ends when its times have so many bytes.
        func end(width: Int) -> Int {
            start + times * (width + 1) + types * 6 + counts[5] + leaps * (width + 4) + counts[1]
                + counts[0]
        }
    }

    private func header(at start: Int) -> Header? {
        guard start + 44 <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8)
        else { return nil }
        let counts = (0..<6).map { Int(integer(at: start + 20 + 4 * $0, width: 4) & 0xFFFF_FFFF) }
        return Header(version: bytes[start + 4], start: start + 44, counts: counts)
    }

    /// The zone without its rule, and where its block ends.
    private func zone(_ name: String, _ header: Header, width: Int) -> (zone: Zone, end: Int)? {
        let end = header.end(width: width)
        guard end <= bytes.count, header.types >= 1, header.leaps == 0 else { return nil }
        let indices = header.start + header.times * width
        let types = indices + header.times
        var (changes, offsets): ([Int64], [Int64]) = ([], [])
        changes.reserveCapacity(header.times)
        offsets.reserveCapacity(header.times + 1)
        for number in -1..<header.times {
            let type = number < 0 ? 0 : Int(bytes[indices + number])
            guard type < header.types else { return nil }
            let offset = integer(at: types + 6 * type, width: 4)
            guard abs(offset) < Zone.reach else { return nil }
            offsets.append(offset)
        }
        for number in 0..<header.times {
            let time = integer(at: header.start + number * width, width: width)
            let isInReach = ZoneSegment.past < time && time < ZoneSegment.future
            guard isInReach, changes.last.map({ $0 < time }) ?? true else { return nil }
            changes.append(time)
        }
        return (Zone(name: name, changes: changes, offsets: offsets, rule: nil), end)
    }

    /// A signed number, its highest byte first; the caller knows that it is there.
    private func integer(at start: Int, width: Int) -> Int64 {
        bytes.withUnsafeBytes { bytes in
            width == 8
                ? Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int64.self))
                : Int64(
                    Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)))
        }
    }
}
