import BankFiles

/// The events of a file, or why it is refused.
enum Read {
    case mt940, bai2

    func events(_ text: String) throws(BankFault) -> [BankEvent] { try events(Array(text.utf8)) }

    func events(_ bytes: [UInt8], piece: Int = 1 << 16) throws(BankFault) -> [BankEvent] {
        let kept = Kept()
        let feed = ByteFeed(bytes, piece: piece)
        switch self {
        case .mt940: try MT940Reader.read(feed, to: kept.take)
        case .bai2: try BAI2Reader.read(feed, to: kept.take)
        }
        return kept.events
    }

    private final class Kept {
        var events: [BankEvent] = []

        func take(_ event: BankEvent) throws(BankFault) { events.append(event) }
    }

    func fault(_ text: String) -> BankFault? { fault(Array(text.utf8)) }

    func fault(_ bytes: [UInt8]) -> BankFault? {
        do {
            _ = try events(bytes)
            return nil
        } catch {
            return error
        }
    }
}

extension [BankEvent] {
    var heads: [BankStatementHead] {
        compactMap { if case .statement(let head) = $0 { head } else { nil } }
    }
    var balances: [BankBalance] {
        compactMap { if case .balance(let balance) = $0 { balance } else { nil } }
    }
    var lines: [BankLine] {
        compactMap { if case .line(let line) = $0 { line } else { nil } }
    }
    var discrepancies: [BankDiscrepancy] {
        compactMap { if case .discrepancy(let discrepancy) = $0 { discrepancy } else { nil } }
    }

    /// Each statement's events, its head first, without its end.
    var statements: [[BankEvent]] {
        var statements: [[BankEvent]] = []
        for event in self {
            switch event {
            case .statement: statements.append([event])
            case .end: break
            default: if !statements.isEmpty { statements[statements.count - 1].append(event) }
            }
        }
        return statements
    }
}
