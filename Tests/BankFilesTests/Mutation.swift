import BankFiles
import Domain
import Foundation
import TestSupport

/// Bytes of a good file, damaged.
enum Mutation {
    /// How many damaged files a reader is given.
    static let inputs =
        ProcessInfo.processInfo.environment["EVCLINIC_FUZZ_INPUTS"].flatMap { Int($0) } ?? 50_000

    /// Flips, deletes, doubles, swaps and inserts, and cuts off.
    static func damaged(_ bytes: [UInt8], pieces: [String], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &dice)
            let end = min(bytes.count, start + Int.random(in: 1...20, using: &dice))
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

    /// What readers made of damaged files.
    struct Outcome {
        var read = 0
        var refused = 0
        /// Read in other pieces, these came to something else.
        var unequal: [String] = []
        /// Refused for no fault of the file, or read to no end of a statement.
        var strange: [String] = []
    }

    /// Reads damaged files: each is read or refused, and alike whatever the size of the pieces.
    static func run(
        _ reader: Read, samples: [String], pieces: [String], _ dice: inout Dice
    ) -> Outcome {
        var outcome = Outcome()
        for _ in 0..<inputs {
            let sample = samples.randomElement(using: &dice) ?? ""
            let bytes = damaged(Array(sample.utf8), pieces: pieces, &dice)
            let size = Int.random(in: 1...64, using: &dice)
            let (events, fault) = reader.all(bytes)
            let isSound: Bool
            if let fault {
                outcome.refused += 1
                isSound = fault.error.code == .bankFileInvalid
            } else {
                outcome.read += 1
                // Of BAI2 totals of groups and of the file stand behind the last statement.
                let isTotal = if case .discrepancy = events.last { reader == .bai2 } else { false }
                isSound = events.isEmpty || events.last == .end || isTotal
            }
            if !isSound { outcome.strange.append(String(decoding: bytes, as: UTF8.self)) }
            let again = reader.all(bytes, piece: size)
            let isEqual = fault == nil ? again == (events, nil) : again.fault != nil
            if !isEqual { outcome.unequal.append(String(decoding: bytes, as: UTF8.self)) }
        }
        return outcome
    }
}
