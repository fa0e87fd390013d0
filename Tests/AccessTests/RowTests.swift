import Access
import Domain
import Testing

@Suite("Row") struct RowTests {
    @Test("reads what the writer wrote, of every type")
    func everyType() throws {
        let day = try #require(Day("2026-10-31"))
        let instant = Instant(microseconds: 1_793_456_789_123_456)
        try withRow {
            $0.row(10)
            $0.int(.min)
            $0.int4(-7)
            $0.int2(.max)
            $0.bool(true)
            $0.bool(false)
            $0.text("Zoë’s “bill” 💊")
            $0.text("")
            $0.null()
            $0.day(day)
            $0.instant(instant)
        } _: { (row) throws in
            #expect(row.count == 10)
            #expect(try row.int(0) == .min)
            #expect(try row.int(1) == -7)
            #expect(try row.int(2) == Int64(Int16.max))
            #expect(try row.bool(3))
            #expect(try !row.bool(4))
            #expect(try row.text(5) == "Zoë’s “bill” 💊")
            #expect(try row.optionalText(6) == "")
            #expect(row.isNull(7))
            #expect(try row.optionalText(7) == nil)
            #expect(try row.optionalInt(7) == nil)
            #expect(try row.optionalDay(7) == nil)
            #expect(try row.optionalNumeric(7) == nil)
            #expect(row.bytes(7).isEmpty)
            #expect(try row.day(8) == day)
            #expect(try row.instant(9) == instant)
        }
    }

    @Test("reads a log position")
    func lsn() throws {
        try withColumn([0, 0, 0, 0x16, 0x0B, 0x37, 0x4D, 0x48]) {
            let position = try $0.lsn(0)
            #expect(position.description == "16/B374D48")
        }
    }

    @Test("writes jsonb with its version in front")
    func json() {
        var writer = RowWriter(header: false)
        writer.json("{}")
        writer.json([0x5B, 0x5D])
        #expect(writer.buffer == [0, 0, 0, 3, 1, 0x7B, 0x7D, 0, 0, 0, 3, 1, 0x5B, 0x5D])
    }

    @Test("begins a stream with the signature and ends it with the trailer")
    func envelope() {
        var writer = RowWriter()
        writer.finish()
        #expect(writer.buffer.count == 21)
        #expect(Array(writer.buffer.prefix(11)) == Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0])
        #expect(writer.buffer.suffix(2) == [0xFF, 0xFF])
        var drained: [UInt8] = []
        writer.drain { drained += $0 }
        #expect(drained.count == 21)
        #expect(writer.buffer.isEmpty)
    }

    @Test(
        "refuses NULL and a value of another width, naming the column",
        arguments: [nil, [], [1, 2, 3]] as [[UInt8]?])
    func shape(_ bytes: [UInt8]?) throws {
        let read: [(String, (Row) throws -> Void)] = [
            ("integer", { _ = try $0.int(0) }), ("boolean", { _ = try $0.bool(0) }),
            ("date", { _ = try $0.day(0) }), ("timestamptz", { _ = try $0.instant(0) }),
            ("pg_lsn", { _ = try $0.lsn(0) }), ("numeric", { _ = try $0.numeric(0) }),
            ("numeric", { _ = try $0.minor(0, digits: 2) }),
        ]
        for (name, read) in read {
            let body: (Row) throws -> Void = { row in
                let error = #expect(throws: AppError.self) { try read(row) }
                #expect(error?.code == .rowShapeUnexpected)
                #expect(error?.context.contains("column 1 is not ") == true)
                #expect(error?.context.contains(name) == true)
            }
            if let bytes {
                try withColumn(bytes, body)
            } else {
                try withRow(
                    { writer in
                        writer.row(1)
                        writer.null()
                    }, body)
            }
        }
    }

    @Test("refuses NULL where text is expected")
    func nullText() throws {
        try withRow {
            $0.row(1)
            $0.null()
        } _: { (row) throws in
            #expect(throws: AppError(.rowShapeUnexpected, "column 1 is not text")) {
                try row.text(0)
            }
        }
    }

    @Test("refuses days and instants that are infinite or beyond what we count")
    func infinite() throws {
        let extremes: [(UInt64, AppError.Code)] = [
            (UInt64(Int64.max), .numericNotFinite),
            (UInt64(bitPattern: .min), .numericNotFinite),
            // 294276-12-31 23:59:59, PostgreSQL's last second.
            (9_223_371_331_199_000_000, .numericOutOfRange),
        ]
        for (value, wanted) in extremes {
            try withColumn(withUnsafeBytes(of: value.bigEndian, Array.init)) { (row) throws in
                #expect(code { _ = try row.instant(0) } == wanted)
            }
        }
        for value in [Int32.max, .min] {
            try withColumn(withUnsafeBytes(of: value.bigEndian, Array.init)) { (row) throws in
                #expect(code { _ = try row.day(0) } == .numericNotFinite)
            }
        }
    }
}
