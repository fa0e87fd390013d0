import Digests
import Domain
import Glibc
import Sheets

/// One file read once, in pieces: its size, its hash, and what it adds up to, from the same bytes.
struct FileReading {
    let bytes: Int64
    let sha256: String
    /// Of a CSV; `nil` for other files.
    let rows: Int64?
    /// Where a CSV and its control totals disagree.
    let differences: [String]

    private static let portion = 524_288
    /// No record of ours is longer.
    private static let recordMax = 67_108_864

    /// Reads the file of a manifest; `nil` when it cannot be read.
    ///
    /// - Parameters:
    ///   - path: where it lies.
    ///   - stated: what the manifest says of it, which decides whether it is added up.
    ///   - progress: told each piece's bytes.
    init?(_ path: String, as stated: Manifest.File, progress: (Int) -> Void) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.portion, alignment: 64)
        defer { buffer.deallocate() }
        var hash = SHA256()
        var tally = CSVTally(stated.controls)
        let isCSV = stated.role.hasPrefix("csv")
        var (total, rest, isTorn) = (Int64(0), 0, false)
        while true {
            let count = read(descriptor, buffer.baseAddress.map { $0 + rest }, buffer.count - rest)
            guard count >= 0 else { return nil }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[rest..<(rest + count)]))
            total += Int64(count)
            if isCSV, !isTorn {
                let whole = UnsafeRawBufferPointer(rebasing: buffer[0..<(rest + count)])
                let taken = tally.take(whole, isLast: count == 0)
                rest += count - taken
                if taken > 0, rest > 0, let base = buffer.baseAddress {
                    base.copyMemory(from: base + taken, byteCount: rest)
                }
                if rest == buffer.count {
                    isTorn = buffer.count >= Self.recordMax
                    if isTorn { rest = 0 } else { Self.grow(&buffer) }
                }
            }
            guard count > 0 else { break }
            progress(count)
        }
        bytes = total
        sha256 = hash.finalizeHex()
        rows = isCSV && !isTorn ? tally.rows : nil
        differences = isCSV ? (isTorn ? ["a record has no end"] : tally.differences()) : []
    }

    private static func grow(_ buffer: inout UnsafeMutableRawBufferPointer) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: buffer.count * 2, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
        buffer.deallocate()
        buffer = larger
    }

    /// What of it is not as stated.
    func faults(_ stated: Manifest.File) -> [AppError] {
        let name = AppError.quoted(stated.name)
        var faults: [AppError] = []
        if bytes != stated.bytes || sha256 != stated.sha256 {
            let size = bytes == stated.bytes ? "" : ", \(bytes) bytes, stated \(stated.bytes)"
            let hashes = "\(sha256.prefix(12))…, stated \(stated.sha256.prefix(12))…"
            faults.append(AppError(.fileDamaged, "\(name)\(size), SHA-256 \(hashes)"))
        }
        if let rows, rows != stated.rows {
            faults.append(
                AppError(.fileTotalsDiffer, "\(name), \(rows) rows, stated \(stated.rows)"))
        }
        return faults + differences.map { AppError(.fileTotalsDiffer, "\(name), \($0)") }
    }
}
