import Foundation
import TestSupport

/// Bytes of a good file, damaged.
enum Mutation {
    /// How many damaged files a reader is given.
    static let inputs =
        ProcessInfo.processInfo.environment["EVCLINIC_FUZZ_INPUTS"].flatMap { Int($0) } ?? 20_000

    /// Flips, deletes, doubles, swaps and inserts, and cuts off.
    static func damaged(_ bytes: [UInt8], pieces: [String], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &dice)
            let end = min(bytes.count, start + Int.random(in: 1...12, using: &dice))
            switch Int.random(in: 0..<7, using: &dice) {
            case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: end)
            case 3: bytes.swapAt(start, Int.random(in: 0..<bytes.count, using: &dice))
            case 4: bytes[start] = UInt8.random(in: 0...255, using: &dice)
            case 5:
                let piece = pieces.randomElement(using: &dice) ?? ""
                bytes.replaceSubrange(start..<end, with: piece.utf8)
            default:
                if Int.random(in: 0..<4, using: &dice) == 0 { bytes.removeSubrange(start...) }
            }
        }
        return bytes
    }

    /// Reads damaged files: each is read or refused, and alike whatever the size of the pieces.
    ///
    /// - Returns: how many were read, how many refused, and those that were not alike.
    static func run(
        _ reader: Read, samples: [String], pieces: [String], _ dice: inout Dice
    ) -> (read: Int, refused: Int, unequal: [String]) {
        var (read, refused, unequal) = (0, 0, [String]())
        for _ in 0..<inputs {
            let sample = samples.randomElement(using: &dice) ?? ""
            let bytes = damaged(Array(sample.utf8), pieces: pieces, &dice)
            let size = Int.random(in: 1...64, using: &dice)
            let events = try? reader.events(bytes)
            if events == nil { refused += 1 } else { read += 1 }
            let again = try? reader.events(bytes, piece: size)
            if events != again { unequal.append(String(decoding: bytes, as: UTF8.self)) }
        }
        return (read, refused, unequal)
    }
}
