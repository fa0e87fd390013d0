import BankFiles
import Domain
import Foundation
import TestSupport

/// What a reader of tags makes of a file: its events, or why it refuses it.
struct MarkupRead {
    typealias Reader = (ByteFeed, BankHand) throws(BankFault) -> Void

    private(set) var events: [BankEvent] = []
    private(set) var fault: BankFault?

    init(_ bytes: [UInt8], piece: Int = 1 << 16, by reader: Reader) {
        var taken: [BankEvent] = []
        do throws(BankFault) {
            try reader(ByteFeed(bytes, piece: piece)) { event throws(BankFault) in
                taken.append(event)
            }
        } catch { fault = error }
        events = taken
    }

    static func camt(_ text: String, piece: Int = 1 << 16) -> MarkupRead {
        MarkupRead(Array(text.utf8), piece: piece, by: CamtReader.read)
    }

    static func ofx(_ text: String, piece: Int = 1 << 16) -> MarkupRead {
        MarkupRead(Array(text.utf8), piece: piece, by: OFXReader.read)
    }

    /// The statements of a file that was read.
    var statements: [Statement] {
        var statements: [Statement] = []
        for event in events {
            switch event {
            case .statement(let head): statements.append(Statement(head: head))
            case .balance(let balance): statements[statements.count - 1].balances.append(balance)
            case .line(let line): statements[statements.count - 1].lines.append(line)
            case .discrepancy(let wrong): statements[statements.count - 1].wrong.append(wrong)
            case .end: break
            }
        }
        return statements
    }

    struct Statement {
        var head: BankStatementHead
        var balances: [BankBalance] = []
        var lines: [BankLine] = []
        var wrong: [BankDiscrepancy] = []

        /// Count and sum of the lines on one side, as the vectors say them.
        func side(_ isCredit: Bool) -> (count: Int, sum: Fixed) {
            let side = lines.filter { ($0.amount.unscaled > 0) == isCredit }
            let sum = side.reduce(Fixed(unscaled: 0, scale: 0)) { $0.adding($1.amount) }
            return (side.count, isCredit ? sum : Fixed(unscaled: -sum.unscaled, scale: sum.scale))
        }
    }
}

/// Small damage to a file, as transport and editors do it.
enum MarkupDamage {
    static var inputs: Int {
        ProcessInfo.processInfo.environment["EVCLINIC_FUZZ_INPUTS"].flatMap(Int.init) ?? 20_000
    }

    static func damaged(
        _ bytes: [UInt8], pieces: [String], _ dice: inout Dice
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let start = Int.random(in: 0...bytes.count, using: &dice)
            let end = min(bytes.count, start + Int.random(in: 0...20, using: &dice))
            switch Int.random(in: 0..<6, using: &dice) {
            case 0 where start < bytes.count:
                bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 3 where !bytes.isEmpty:
                bytes.swapAt(
                    Int.random(in: 0..<bytes.count, using: &dice),
                    Int.random(in: 0..<bytes.count, using: &dice))
            case 4: bytes.removeSubrange(start...)
            default:
                let piece = pieces.randomElement(using: &dice) ?? ""
                bytes.replaceSubrange(start..<end, with: piece.utf8)
            }
        }
        return bytes
    }
}
