import CZlib
import Glibc

/// Files in the format of gzip (RFC 1952), by zlib.
enum Gzip {
    private static let pieceBytes = 1 << 16

    /// Compresses what a descriptor holds from its start, as one more member of another file.
    static func append(_ source: Int32, to output: Int32) -> Bool {
        guard let archive = gzdopen(dup(output), "ab6") else { return false }
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        var at: off_t = 0
        while true {
            let count = pread(source, &piece, piece.count, at)
            guard count > 0 else {
                return gzclose(archive) == Z_OK && count == 0
            }
            guard gzwrite(archive, piece, UInt32(count)) == Int32(count) else {
                _ = gzclose(archive)
                return false
            }
            at += off_t(count)
        }
    }

    /// Whether an archive is whole and ends with all that a descriptor holds.
    static func isContained(_ source: Int32, _ size: Int, in path: String) -> Bool {
        guard let total = each(of: path, { _, _ in true }), total >= size else { return false }
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        let begin = total - size
        return each(of: path) { bytes, at in
            // The part of these bytes that is behind `begin`.
            let skip = max(0, begin - at)
            guard skip < bytes.count else { return true }
            let wanted = bytes.count - skip
            let count = pread(source, &piece, wanted, off_t(at + skip - begin))
            return count == wanted && bytes[skip...].elementsEqual(piece[..<count])
        } == total
    }

    /// Whether a file begins as an archive does.
    static func isArchive(_ path: String) -> Bool {
        guard let archive = gzopen(path, "rb") else { return false }
        defer { _ = gzclose(archive) }
        return gzdirect(archive) == 0
    }

    /// Hands on what an archive holds, piece by piece, each with its place.
    ///
    /// - Parameters:
    ///   - path: of the archive.
    ///   - isPlainToo: whether what is not compressed is read as it is.
    ///   - body: takes a piece and its place; false ends the reading.
    /// - Returns: how many bytes it holds; `nil` when it is no whole archive, or was not wanted.
    static func each(
        of path: String, isPlainToo: Bool = false, _ body: (UnsafeBufferPointer<UInt8>, Int) -> Bool
    ) -> Int? {
        guard let archive = gzopen(path, "rb") else { return nil }
        // zlib reads what is no archive as it is.
        guard isPlainToo || gzdirect(archive) == 0 else {
            _ = gzclose(archive)
            return nil
        }
        var at = 0
        let isWhole = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pieceBytes) { piece in
            while true {
                let count = Int(gzread(archive, piece.baseAddress, UInt32(pieceBytes)))
                guard count > 0 else { return count == 0 }
                guard body(UnsafeBufferPointer(rebasing: piece[..<count]), at) else { return false }
                at += count
            }
        }
        return gzclose(archive) == Z_OK && isWhole ? at : nil
    }
}
