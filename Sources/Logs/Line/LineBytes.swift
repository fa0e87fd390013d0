/// The bytes of one line, in memory of a fixed size that somebody else owns.
///
/// What does not fit is left out and remembered, so that a message of any length costs no more
/// than a line.
struct LineBytes {
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0
    /// Whether something did not fit.
    private(set) var isOverfull = false

    init(_ memory: UnsafeMutableBufferPointer<UInt8>) { self.memory = memory }

    /// What was written so far.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: memory[..<count]))
    }

    mutating func clear() {
        count = 0
        isOverfull = false
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        guard count < memory.count else { return isOverfull = true }
        memory[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ letters: StaticString) {
        append(UnsafeBufferPointer(start: letters.utf8Start, count: letters.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count <= memory.count - count else { return isOverfull = true }
        guard let source = bytes.baseAddress, let target = memory.baseAddress else { return }
        (target + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    /// Plain letters, which need no escape.
    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// A whole number in decimal digits.
    mutating func append(_ number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(number.magnitude)
    }

    mutating func append(_ number: UInt64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, at) = (number, 20)
            repeat {
                at -= 1
                digits[at] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(UnsafeBufferPointer(rebasing: digits[at...]))
        }
    }

    /// A whole number from 0 with leading zeros, as many digits as asked for.
    @inline(__always)
    mutating func append(_ number: Int, digits: Int) {
        guard digits <= memory.count - count else { return isOverfull = true }
        var rest = number
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            memory[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}
