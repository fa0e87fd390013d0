import Domain
import Logging

/// Makes the usual line without an array or a copy: each field is written once where it comes, and
/// then all are put in order.
///
/// What is unusual, an error, a key that wants an escape, one of the line's own, a long line, it
/// leaves to `Fields`, which decides the same at leisure.
struct QuickLine {
    /// A field as it was written: `"key":value`.
    private struct Piece {
        let start: UnsafePointer<UInt8>
        let length: Int
        let keyLength: Int
        /// Of two pieces with one key the higher one stays.
        let rank: Int

        /// Whether its key stands before another's, by UTF-16 code units.
        @inline(__always)
        func isBefore(_ other: Piece) -> Bool {
            let shared = min(keyLength, other.keyLength)
            var at = 1
            while at <= shared {
                let (a, b) = (start[at], other.start[at])
                if a != b { return KeyOrder.weight(a) < KeyOrder.weight(b) }
                at += 1
            }
            return keyLength < other.keyLength
        }
    }

    private static let piecesMax = 32
    private static let bytesMax = 1024

    /// The line's bytes handed on; `nil` when it is not the usual line.
    static func line<Result>(
        _ record: LogRecord, _ context: LineContext, _ format: LineFormat,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        guard record.error == nil, case .iso = format.stamp, format.stampAlias == nil,
            context.isPlain, record.metadata.count + context.places.count + 3 <= piecesMax
        else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytesMax) { scratch in
            withUnsafeTemporaryAllocation(of: Piece.self, capacity: piecesMax) { pieces in
                context.blob.withUnsafeBufferPointer { blob in
                    var bytes = LineBytes(scratch)
                    var count = 0
                    guard let start = scratch.baseAddress.map({ UnsafePointer($0) }),
                        gather(
                            record, context, blob, format, start, &bytes, pieces, &count)
                    else { return nil }
                    return write(pieces, count, body)
                }
            }
        }
    }

    @inline(__always)
    private static func gather(
        _ record: LogRecord, _ context: LineContext, _ blob: UnsafeBufferPointer<UInt8>,
        _ format: LineFormat, _ start: UnsafePointer<UInt8>, _ bytes: inout LineBytes,
        _ pieces: UnsafeMutableBufferPointer<Piece>, _ count: inout Int
    ) -> Bool {
        if let base = blob.baseAddress {
            for place in context.places {
                add(
                    Piece(
                        start: base + place.start, length: place.length,
                        keyLength: place.keyLength, rank: 0), to: pieces, &count)
            }
        }
        var writer = ValueWriter(depthMax: format.depthMax, textMax: .max)
        for (key, value) in record.metadata {
            let (place, keyLength) = (bytes.count, key.utf8.count)
            guard !LineEncoder.isReserved(key) else { return false }
            bytes.append(field: key)
            guard bytes.count == place + keyLength + 3 else { return false }
            writer.append(value, to: &bytes)
            add(
                Piece(
                    start: start + place, length: bytes.count - place, keyLength: keyLength,
                    rank: 1), to: pieces, &count)
        }
        guard !writer.hasAbsent else { return false }
        func own(_ keyLength: Int, from place: Int) {
            add(
                Piece(
                    start: start + place, length: bytes.count - place, keyLength: keyLength,
                    rank: 2), to: pieces, &count)
        }
        var place = bytes.count
        bytes.append("\"level\":")
        bytes.appendQuoted(record.level)
        own(5, from: place)
        place = bytes.count
        bytes.append("\"message\":")
        writer.append(record.message, to: &bytes)
        own(7, from: place)
        place = bytes.count
        bytes.append("\"timestamp\":\"")
        bytes.append(iso: record.at)
        bytes.append(UInt8(ascii: "\""))
        own(9, from: place)
        return !bytes.isOverfull
    }

    /// Puts a piece in its place among those in order; of one key the later one stays.
    @inline(__always)
    private static func add(
        _ piece: Piece, to pieces: UnsafeMutableBufferPointer<Piece>, _ count: inout Int
    ) {
        var at = count
        while at > 0, piece.isBefore(pieces[at - 1]) { at -= 1 }
        if at > 0, !pieces[at - 1].isBefore(piece) {
            if piece.rank > pieces[at - 1].rank { pieces[at - 1] = piece }
            return
        }
        var place = count
        while place > at {
            pieces[place] = pieces[place - 1]
            place -= 1
        }
        pieces[at] = piece
        count += 1
    }

    @inline(__always)
    private static func write<Result>(
        _ pieces: UnsafeMutableBufferPointer<Piece>, _ count: Int,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytesMax) { memory in
            var line = LineBytes(memory)
            var opener = UInt8(ascii: "{")
            for place in 0..<count {
                line.append(opener)
                opener = UInt8(ascii: ",")
                line.append(
                    UnsafeBufferPointer(start: pieces[place].start, count: pieces[place].length))
            }
            line.append("}\n")
            return line.isOverfull ? nil : body(line.bytes)
        }
    }
}
