package import Access
import CPostgres
import Domain
import Glibc

extension Connection {
    /// Runs a query of any size through `COPY … TO STDOUT` in binary, a row at a time.
    ///
    /// COPY takes no parameters, so they are written into the text as typed literals
    /// (`BoundText`). It is what libpq streams fastest: single-row mode makes a result object a
    /// row, and a cursor's FETCH goes through a tuplestore on the server.
    package func stream(
        _ sql: String, _ parameters: [Value], each: (Row) throws -> Void
    ) throws {
        let text = try BoundText.substitute(parameters, in: sql, escape: literal)
        startDeadline()
        guard PQsendQuery(handle, "COPY (\(text)\n) TO STDOUT (FORMAT binary)") == 1 else {
            throw ServerError.broken(handle, on: alias)
        }
        try flush()
        guard let opened = try nextResult() else { throw ServerError.broken(handle, on: alias) }
        defer { PQclear(opened) }
        guard PQresultStatus(opened) == PGRES_COPY_OUT else {
            let error = ServerError.statement(opened, handle, on: alias)
            _ = try? collect { _ in }
            throw error
        }
        do { try receive(each) } catch {
            abandonSent()
            throw error
        }
        try collect { _ in }
    }

    private func receive(_ each: (Row) throws -> Void) throws {
        var isFirst = true
        try withUnsafeTemporaryAllocation(of: Row.Field.self, capacity: 1664) { fields in
            guard let base = fields.baseAddress else { return }
            while true {
                var buffer: UnsafeMutablePointer<CChar>?
                let length = PQgetCopyData(handle, &buffer, 1)
                if length > 0, let buffer {
                    defer { PQfreemem(buffer) }
                    var start = UnsafeRawPointer(buffer)
                    if isFirst {
                        // Signature, flags and the length of a header extension stand before row 1.
                        start += 19 + Int(word(start + 15, as: Int32.self))
                        isFirst = false
                    }
                    let count = split(start, into: base)
                    if count >= 0 { try each(Row(fields: base, count: count)) }
                } else if length == 0 {
                    try wait(for: POLLIN)
                } else if length == -1 {
                    return
                } else {
                    throw ServerError.broken(handle, on: alias)
                }
            }
        }
    }

    /// Finds the columns of one binary COPY row; −1 for the trailer.
    private func split(
        _ start: UnsafeRawPointer, into fields: UnsafeMutablePointer<Row.Field>
    ) -> Int {
        let count = Int(word(start, as: Int16.self))
        var at = start + 2
        for column in 0..<max(0, count) {
            let length = word(at, as: Int32.self)
            at += 4
            (fields + column).initialize(to: Row.Field(start: at, length: length))
            at += Int(max(0, length))
        }
        return count
    }

    private func word<Bits: FixedWidthInteger>(
        _ start: UnsafeRawPointer, as type: Bits.Type
    ) -> Bits {
        Bits(bigEndian: start.loadUnaligned(as: type))
    }

    /// Loads what `fill` writes, by `COPY … FROM STDIN (FORMAT binary)`.
    package func load(_ sql: String, _ fill: (inout RowWriter) throws -> Void) throws {
        startDeadline()
        guard PQsendQuery(handle, sql) == 1 else { throw ServerError.broken(handle, on: alias) }
        try flush()
        guard let opened = try nextResult() else { throw ServerError.broken(handle, on: alias) }
        defer { PQclear(opened) }
        guard PQresultStatus(opened) == PGRES_COPY_IN else {
            let error = ServerError.statement(opened, handle, on: alias)
            _ = try? collect { _ in }
            throw error
        }
        var writer = RowWriter()
        do {
            try fill(&writer)
            writer.finish()
            try writer.drain(send)
        } catch {
            abandonSent()
            throw error
        }
        while PQputCopyEnd(handle, nil) == 0 { try wait(for: POLLOUT) }
        try flush()
        try collect { _ in }
    }

    /// Sends bytes of a COPY that is under way; a long load starts its deadline anew.
    ///
    /// Piece by piece, each on its way before the next: libpq would hold back any amount.
    package func send(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 20))
            rest = rest.dropFirst(piece.count)
            startDeadline()
            try put(piece)
            try flush()
        }
    }

    private func put(_ piece: UnsafeRawBufferPointer) throws {
        let base = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
        while true {
            switch PQputCopyData(handle, base, Int32(piece.count)) {
            case 1: return
            case 0: try wait(for: POLLOUT | POLLIN)
            default: throw ServerError.broken(handle, on: alias)
            }
        }
    }

    /// Text as a literal of this connection.
    private func literal(_ text: String) throws -> String {
        // libpq would stop there without a word.
        guard !text.utf8.contains(0) else { throw AppError(.queryFailed, "text holds a NUL") }
        var text = text
        let escaped = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                PQescapeLiteral(handle, $0.baseAddress, $0.count)
            }
        }
        guard let escaped else { throw AppError(.queryFailed, "text is not valid UTF-8") }
        defer { PQfreemem(escaped) }
        return String(cString: escaped)
    }
}
