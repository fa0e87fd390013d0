import Seeding

/// A table's rows, read back from the chunks that were written.
struct Rows {
    private let columns: [String: Int]
    private(set) var values: [[ArraySlice<UInt8>?]] = []

    init(_ table: SeedTable) {
        columns = Dictionary(
            uniqueKeysWithValues: table.columns.enumerated().map { ($1, $0) })
    }

    /// Reads a chunk; it is whole rows, or the test that asks for them fails.
    mutating func read(_ chunk: [UInt8]) -> Bool {
        var rest = chunk[...]
        while !rest.isEmpty {
            guard let count = Self.number(&rest, bytes: 2), count == columns.count else {
                return false
            }
            var row: [ArraySlice<UInt8>?] = []
            for _ in 0..<count {
                guard let length = Self.number(&rest, bytes: 4), length <= rest.count else {
                    return false
                }
                row.append(length < 0 ? nil : rest.prefix(length))
                rest = rest.dropFirst(max(0, length))
            }
            values.append(row)
        }
        return true
    }

    /// The row's value as bytes; `nil` is null.
    func bytes(_ row: [ArraySlice<UInt8>?], _ column: String) -> ArraySlice<UInt8>? {
        columns[column].flatMap { row[$0] }
    }

    func text(_ row: [ArraySlice<UInt8>?], _ column: String) -> String {
        bytes(row, column).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Integers and days, as two's complement.
    func int(_ row: [ArraySlice<UInt8>?], _ column: String) -> Int? {
        bytes(row, column).flatMap { value in
            var rest = value
            return Self.number(&rest, bytes: value.count)
        }
    }

    /// `numeric`, in ten-thousandths.
    func amount(_ row: [ArraySlice<UInt8>?], _ column: String) -> Int {
        guard var rest = bytes(row, column), let count = Self.number(&rest, bytes: 2),
            let weight = Self.number(&rest, bytes: 2), let sign = Self.number(&rest, bytes: 2)
        else { return 0 }
        rest = rest.dropFirst(2)
        var amount = 0
        for index in 0..<max(count, weight + 2) {
            let digit = index < count ? Self.number(&rest, bytes: 2) ?? 0 : 0
            if index <= weight + 1 { amount = amount * 10_000 + digit }
        }
        return sign == 0 ? amount : -amount
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, bytes: Int) -> Int? {
        guard rest.count >= bytes else { return nil }
        let word = rest.prefix(bytes).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(bytes)
        let unused = 64 - 8 * bytes
        return Int(Int64(bitPattern: word << UInt64(unused)) >> Int64(unused))
    }
}
