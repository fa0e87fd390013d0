/// Numbers text keys from 0 in the order in which they come, and finds them again in constant time.
///
/// Keys lie in one piece of memory, a slot of the table is four bytes: some 25 bytes a key of
/// fourteen letters. At most 2³¹ − 1 keys of 4 GiB together.
struct ReferenceTable {
    private var bytes: [UInt8] = []
    /// Where each key ends; it begins where the one before ends.
    private var ends: [UInt32] = []
    /// Open addressing with linear probing, a power of two long; −1 is free.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { ends.count }

    /// The key's number, and whether it is new.
    mutating func number(_ key: UnsafeRawBufferPointer) -> (index: Int, isNew: Bool) {
        if 2 * ends.count >= slots.count { grow() }
        var slot = Self.hash(key) & (slots.count - 1)
        while true {
            let index = Int(slots[slot])
            if index < 0 { break }
            if holds(index, key) { return (index, false) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(ends.count)
        bytes.append(contentsOf: key)
        ends.append(UInt32(bytes.count))
        return (ends.count - 1, true)
    }

    /// The key's number, or `nil` when it never came.
    func find(_ key: UnsafeRawBufferPointer) -> Int? {
        var slot = Self.hash(key) & (slots.count - 1)
        while true {
            let index = Int(slots[slot])
            if index < 0 { return nil }
            if holds(index, key) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
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
    subscript(index: Int) -> String {
        String(decoding: bytes[start(index)..<Int(ends[index])], as: UTF8.self)
    }

    private func start(_ index: Int) -> Int { index == 0 ? 0 : Int(ends[index - 1]) }

    private func holds(_ index: Int, _ key: UnsafeRawBufferPointer) -> Bool {
        let start = start(index)
        guard Int(ends[index]) - start == key.count else { return false }
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

    private mutating func grow() {
        var wider = [Int32](repeating: -1, count: 2 * slots.count)
        for index in ends.indices {
            let range = start(index)..<Int(ends[index])
            var slot =
                bytes.withUnsafeBytes { Self.hash(UnsafeRawBufferPointer(rebasing: $0[range])) }
                & (wider.count - 1)
            while wider[slot] >= 0 { slot = (slot + 1) & (wider.count - 1) }
            wider[slot] = Int32(index)
        }
        slots = wider
    }

    /// Eight bytes at a time, each folded by a full multiplication; what is left over is padded.
    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
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
        return Int(truncatingIfNeeded: fold(state ^ rest) >> 1)
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
