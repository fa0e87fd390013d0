import BankFiles
import CSystem
import Digests
import Domain
import Glibc
import Jobs

/// A bank's file on disk, read as often as wanted and never held in memory.
struct BankFile {
    let name: String
    let format: BankFormat
    private let path: String
    private let mapping: BankMapping?

    /// - Parameters:
    ///   - path: where it is.
    ///   - name: as errors call it; `nil` to call it by its path.
    ///   - format: `nil` to tell it by the file's beginning.
    ///   - mapping: of a CSV; `nil` for all other formats.
    /// - Throws: `bankFormatUnknown`, or a usage error for a file that cannot be read.
    init(
        _ path: String, as name: String? = nil, format: BankFormat?, mapping: BankMapping?
    ) throws {
        self.path = path
        self.name = name ?? path
        self.mapping = mapping
        if mapping != nil {
            self.format = .csv
            return
        }
        let start = try InputFile.pieces(path).next()
        guard !start.isEmpty else {
            throw AppError(.bankFileInvalid, "\(AppError.quoted(self.name)) is empty")
        }
        guard let known = format ?? BankReader.format(of: start) else {
            throw AppError(.bankFormatUnknown, AppError.quoted(self.name))
        }
        self.format = known
    }

    /// Reads the file from its beginning.
    ///
    /// - Parameter hand: takes each event, and may refuse it.
    /// - Returns: the SHA-256 of its bytes, in hexadecimal.
    /// - Throws: the fault's error, with the file's name before the place.
    @discardableResult
    func read(to hand: BankHand) throws -> String {
        let sum = RunningSum()
        let feed = try Self.feed(path, sum)
        do throws(BankFault) {
            try BankReader.read(feed, as: format, by: mapping, to: hand)
        } catch {
            throw Self.error(error, in: name)
        }
        return sum.hexadecimal()
    }

    /// The SHA-256 of what was read so far.
    final class RunningSum {
        private var sum = SHA256()

        func add(_ bytes: [UInt8]) { sum.update(bytes) }
        func hexadecimal() -> String { sum.finalizeHex() }
    }

    /// The bytes of a file, until somebody interrupts.
    ///
    /// - Throws: a usage error when it cannot be opened.
    static func feed(_ name: String, _ sum: RunningSum? = nil) throws -> ByteFeed {
        let source = try InputFile.pieces(name)
        return ByteFeed { () throws(BankFault) in
            if evclinic_interrupted() != 0 { throw BankFault(AppError(.runCancelled)) }
            do {
                let piece = try source.next()
                sum?.add(piece)
                return piece
            } catch let error as AppError {
                throw BankFault(error)
            } catch {
                throw BankFault("the disk fails", line: 0)
            }
        }
    }

    /// A fault as its user is told of it: with the file's name before the place.
    static func error(_ fault: BankFault, in name: String) -> AppError {
        switch fault.error.code {
        case .runCancelled, .outputUnwritable: fault.error
        default: AppError(fault.error.code, "\(AppError.quoted(name)), \(fault.error.context)")
        }
    }
}

extension StandardOutput {
    /// Writes it once it is 64 KiB, so that memory stays flat.
    ///
    /// - Throws: `outputUnwritable`, as the fault that ends a reading.
    static func writeLarge(_ bytes: inout [UInt8]) throws(BankFault) {
        guard bytes.count > 1 << 16 else { return }
        do throws(AppError) { try write(&bytes) } catch { throw BankFault(error) }
    }
}
