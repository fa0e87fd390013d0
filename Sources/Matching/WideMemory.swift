import Glibc

extension Array {
    /// An empty array with room for so many elements, in memory that the kernel is asked to map by
    /// large pages.
    ///
    /// For large arrays that are read here and there: each look at a page of 4 KiB that the processor
    /// has forgotten costs as much as the look itself. The kernel may do as it likes.
    static func wide(_ capacity: Int) -> [Element] {
        [Element](unsafeUninitializedCapacity: capacity) { room, count in
            askForLargePages(UnsafeMutableRawBufferPointer(room))
            count = 0
        }
    }

    /// The same, filled.
    static func wide(repeating element: Element, _ length: Int) -> [Element] {
        [Element](unsafeUninitializedCapacity: length) { room, count in
            askForLargePages(UnsafeMutableRawBufferPointer(room))
            room[..<length].initialize(repeating: element)
            count = length
        }
    }
}

/// The pages that lie wholly inside; less than two of them are not worth asking.
private func askForLargePages(_ room: UnsafeMutableRawBufferPointer) {
    let large = 1 << 21
    guard room.count >= 2 * large, let start = room.baseAddress else { return }
    let page = 1 << 12
    let first = UInt(bitPattern: start + page - 1) & ~UInt(page - 1)
    let last = UInt(bitPattern: start + room.count) & ~UInt(page - 1)
    madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), MADV_HUGEPAGE)
}
