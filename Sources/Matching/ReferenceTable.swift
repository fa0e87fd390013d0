/// Numbers text keys from 0 in the order in which they come, and finds them again in constant time.
///
/// Keys lie in one piece of memory, a slot of the table is eight bytes: some 40 bytes a key of
/// fourteen letters. A slot has half of its key's hash, so that another key is hardly ever looked
/// at: memory that far apart is what a look costs. At most 2³¹ − 1 keys of 4 GiB together.
struct ReferenceTable {
    private var bytes: [UInt8] = []
    private(set) var count = 0
    /// How long each key is, as long as all are as long as the first.
    private var width: Int?
    /// Where each key ends, once they differ in length; it begins where the one before ends.
    private var ends: [UInt32] = []
    /// Open addressing with linear probing: half of the hash, then the number plus one; 0 is free.
    ///
    /// The length is a power of two.
    private var slots: [UInt64] = Array(repeating: 0, count: 64)

    /// The key's number, and whether it is new.
    mutating func number(_ key: UnsafeRawBufferPointer) -> (index: Int, isNew: Bool) {
        if 2 * count >= slots.count { grow(to: 2 * slots.count) }
        let hash = Self.hash(key)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if let index = index(in: slots[slot], hash), holds(index, key) { return (index, false) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Self.slot(hash, count)
        append(key)
        return (count - 1, true)
    }

    /// The key's number, or `nil` when it never came.
    func find(_ key: UnsafeRawBufferPointer) -> Int? {
        let hash = Self.hash(key)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if let index = index(in: slots[slot], hash), holds(index, key) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Makes room for so many keys at once.
    mutating func reserve(_ keys: Int) {
        var room = slots.count
        while room < 2 * keys { room *= 2 }
        if room > slots.count { grow(to: room) }
    }

    private static func slot(_ hash: UInt64, _ index: Int) -> UInt64 {
        hash & 0xFFFF_FFFF_0000_0000 | UInt64(index + 1)
    }

    private func index(in slot: UInt64, _ hash: UInt64) -> Int? {
        slot >> 32 == hash >> 32 ? Int(slot & 0xFFFF_FFFF) - 1 : nil
    }

    private mutating func append(_ key: UnsafeRawBufferPointer) {
        if count == 0 { width = key.count }
        if let known = width, known != key.count {
            ends = (0..<count).map { UInt32(($0 + 1) * known) }
            width = nil
        }
        bytes.append(contentsOf: key)
        count += 1
        if width == nil { ends.append(UInt32(bytes.count)) }
    }

    func find(_ key: String) -> Int? {
        var key = key
        return key.withUTF8 { find(UnsafeRawBufferPointer($0)) }
    }

    mutating func number(_ key: String) -> (index: Int, isNew: Bool) {
        var key = key
        return key.withUTF8 { number(UnsafeRawBufferPointer($0)) }
    }

    /// The key with a number.
    subscript(index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    private func range(_ index: Int) -> Range<Int> {
        if let width { return index * width..<(index + 1) * width }
        return (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    private func holds(_ index: Int, _ key: UnsafeRawBufferPointer) -> Bool {
        let range = range(index)
        guard range.count == key.count else { return false }
        let start = range.lowerBound
        return bytes.withUnsafeBytes { own in
            var offset = 0
            while offset + 8 <= key.count {
                if own.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
                    != key.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                {
                    return false
                }
                offset += 8
            }
            while offset < key.count {
                if own[start + offset] != key[offset] { return false }
                offset += 1
            }
            return true
        }
    }

    private mutating func grow(to length: Int) {
        var wider = [UInt64].wide(repeating: 0, length)
        for index in 0..<count {
            let range = range(index)
            let hash = bytes.withUnsafeBytes {
                Self.hash(UnsafeRawBufferPointer(rebasing: $0[range]))
            }
            var slot = Int(truncatingIfNeeded: hash) & (length - 1)
            while wider[slot] != 0 { slot = (slot + 1) & (length - 1) }
            wider[slot] = Self.slot(hash, index)
        }
        slots = wider
    }

    /// Eight bytes at a time, each folded by a full multiplication; what is left over is padded.
    private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var state = UInt64(key.count) &+ 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset + 8 <= key.count {
            state = fold(state ^ key.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < key.count {
            rest = rest << 8 | UInt64(key[offset])
            offset += 1
        }
        return fold(state ^ rest)
    }

    private static func fold(_ word: UInt64) -> UInt64 {
        let (high, low) = word.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return high ^ low
    }
}

/// Finds rows by their id in constant time.
struct IDTable {
    private var keys: [Int64] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { keys.count }

    /// Numbers an id from 0 in the order in which they come; one that came before keeps its number.
    mutating func number(_ id: Int64) -> (index: Int, isNew: Bool) {
        if 2 * keys.count >= slots.count { grow() }
        let slot = slot(of: id)
        if slots[slot] >= 0 { return (Int(slots[slot]), false) }
        slots[slot] = Int32(keys.count)
        keys.append(id)
        return (keys.count - 1, true)
    }

    func find(_ id: Int64) -> Int? {
        let index = slots[slot(of: id)]
        return index < 0 ? nil : Int(index)
    }

    private func slot(of id: Int64) -> Int {
        var slot = Self.hash(id) & (slots.count - 1)
        while slots[slot] >= 0, keys[Int(slots[slot])] != id {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 2 * slots.count)
        for (index, id) in keys.enumerated() { slots[slot(of: id)] = Int32(index) }
    }

    private static func hash(_ id: Int64) -> Int {
        let (high, low) = UInt64(bitPattern: id).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: (high ^ low) >> 1)
    }
}
