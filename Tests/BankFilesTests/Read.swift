import BankFiles
import Domain

/// What a reader makes of a file: its events, or why it is refused.
enum Read {
    case camt, mt940, ofx, bai2, csv

    /// What was handed on, and the fault that ended it.
    func all(_ bytes: [UInt8], piece: Int = 1 << 16) -> (events: [BankEvent], fault: BankFault?) {
        let kept = Kept()
        let feed = ByteFeed(bytes, piece: piece)
        do throws(BankFault) {
            switch self {
            case .camt: try CamtReader.read(feed, to: kept.take)
            case .mt940: try MT940Reader.read(feed, to: kept.take)
            case .ofx: try OFXReader.read(feed, to: kept.take)
            case .bai2: try BAI2Reader.read(feed, to: kept.take)
            case .csv: try CSVReader.read(feed, by: CSVBankTests.signed, to: kept.take)
            }
            return (kept.events, nil)
        } catch {
            return (kept.events, error)
        }
    }

    func events(_ text: String) throws(BankFault) -> [BankEvent] { try events(Array(text.utf8)) }

    func events(_ bytes: [UInt8], piece: Int = 1 << 16) throws(BankFault) -> [BankEvent] {
        let read = all(bytes, piece: piece)
        if let fault = read.fault { throw fault }
        return read.events
    }

    private final class Kept {
        var events: [BankEvent] = []

        func take(_ event: BankEvent) throws(BankFault) { events.append(event) }
    }

    func fault(_ text: String) -> BankFault? { fault(Array(text.utf8)) }

    func fault(_ bytes: [UInt8]) -> BankFault? { all(bytes).fault }
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
