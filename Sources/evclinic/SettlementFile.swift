import BankFiles
import Domain

/// A gateway's file on disk, read as often as wanted and never held in memory.
struct SettlementFile {
    let name: String
    let form: SettlementForm
    private let path: String

    /// - Parameters:
    ///   - path: where it is.
    ///   - name: as errors call it; `nil` to call it by its path.
    ///   - form: whose file it is, and how it is read.
    init(_ path: String, as name: String? = nil, in form: SettlementForm) {
        self.path = path
        self.name = name ?? path
        self.form = form
    }

    /// Reads the file from its beginning.
    ///
    /// - Parameter hand: takes each row, and may refuse it.
    /// - Returns: the SHA-256 of its bytes, in hexadecimal.
    /// - Throws: the fault's error, with the file's name before the place.
    @discardableResult
    func read(to hand: SettlementHand) throws -> String {
        let sum = BankFile.RunningSum()
        let feed = try BankFile.feed(path, sum)
        do throws(BankFault) { try SettlementReader.read(feed, as: form, to: hand) } catch {
            throw BankFile.error(error, in: name)
        }
        return sum.hexadecimal()
    }
}
