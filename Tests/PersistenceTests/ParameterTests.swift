import Access
import Domain
import Persistence
import TestSupport
import Testing

@Suite("Parameter", .serialized) struct ParameterTests {
    /// A value, the type that the server takes it for, and how the server writes it.
    private static let values: [(value: Value, type: String, text: String?)] = [
        (.bool(true), "boolean", "true"), (.bool(false), "boolean", "false"),
        (.int(.max), "bigint", "9223372036854775807"),
        (.int(.min), "bigint", "-9223372036854775808"), (.int(0), "bigint", "0"),
        (.numeric(Fixed(unscaled: -50, scale: 3)), "numeric", "-0.050"),
        (
            .numeric(Fixed(unscaled: Fixed.bigPower(38) - 1, scale: 4)), "numeric",
            "9999999999999999999999999999999999.9999"
        ),
        (.text(""), "text", ""), (.text("plain"), "text", "plain"),
        (.text(hostile), "text", hostile),
        (.day(.init(number: 0)), "date", "1970-01-01"),
        (.day(.init(number: 20_757)), "date", "2026-10-31"),
        (.day(.init(number: -719_162)), "date", "0001-01-01"),
        (
            .instant(.init(microseconds: 1)), "timestamp with time zone",
            "1970-01-01 00:00:00.000001+00"
        ),
        (
            .instant(.init(microseconds: -1)), "timestamp with time zone",
            "1969-12-31 23:59:59.999999+00"
        ),
        (
            .instant(.init(microseconds: 253_402_300_799_999_999)), "timestamp with time zone",
            "9999-12-31 23:59:59.999999+00"
        ),
        (.bytes([]), "bytea", #"\x"#), (.bytes([0, 0x27, 0x5C, 0xFF]), "bytea", #"\x00275cff"#),
        (.json(#"{"a": "it's \\ $1"}"#), "jsonb", #"{"a": "it's \\ $1"}"#),
        (.ints([]), "bigint[]", "{}"),
        (
            .ints([1, -2, .max]), "bigint[]",
            "{1,-2,9223372036854775807}"
        ),
        (.texts([]), "text[]", "{}"),
        (.texts(["a", nil, "", "NULL", #"b"\'"#]), "text[]", #"{a,NULL,"","NULL","b\"\\'"}"#),
        (.texts([nil]), "text[]", "{NULL}"),
        (.null, "text", nil),
    ]

    private static let hostile =
        #"'; DROP TABLE x; -- "quoted" \ \' $1 $$ $a$ /* */ E'\'' "# + "\r\n\t é́ 💊 ％ \u{1}"

    @Test("reaches the server as it is, bound or written into the text")
    func everyType() throws {
        let connection = try scratch()
        for (value, type, text) in Self.values {
            // A NULL has the type that its place asks for.
            let asked = value == .null ? "'text'" : "pg_typeof($1)::text"
            let sql = "SELECT \(asked), $1::text, '$1', $q$ $1 $q$ /* $1 ' */ -- $1"
            let check: (Row) throws -> Void = { row in
                let got = (try row.text(0), try row.optionalText(1), try row.text(2))
                #expect(got.0 == type)
                #expect(got.1 == text, "\(type)")
                #expect(got.2 == "$1")
            }
            var rows = 0
            try connection.query(sql, [value]) {
                rows += 1
                try check($0)
            }
            try connection.stream(sql, [value]) {
                rows += 1
                try check($0)
            }
            #expect(rows == 2)
        }
    }

    @Test("is refused when the server would not see it as it is")
    func nul() throws {
        let connection = try scratch()
        #expect(
            failure { try connection.stream("SELECT $1", [.text("a\0b")]) { _ in } }?.code
                == .queryFailed)
        #expect(
            failure { try connection.query("SELECT $1", [.text("a\0b")]) }?.code
                == .queryFailed)
        #expect(try connection.number("SELECT 1::int8") == 1)
    }

    @Test("keeps every digit of a number there and back")
    func randomNumbers() throws {
        let connection = try scratch()
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        let numbers = (0..<3000).map { _ in
            let bound = Fixed.bigPower(Int.random(in: 1...38, using: &generator)) - 1
            return Fixed(
                unscaled: Int128.random(in: -bound...bound, using: &generator),
                scale: Int.random(in: 0...38, using: &generator))
        }
        var read: [String] = []
        let sql = "SELECT t::numeric, t FROM unnest($1::text[]) WITH ORDINALITY u (t, n) ORDER BY n"
        try connection.query(sql, [.texts(numbers.map(\.description))]) { row in
            let number = try row.numeric(0)
            read.append(number.description)
            let text = try row.text(1)
            // A zero has no sign on the server.
            #expect(number.description == text || number.unscaled == 0, "seed \(seed)")
        }
        #expect(read.count == numbers.count)
        for number in numbers.prefix(300) {
            let text = try connection.text("SELECT $1::text", .numeric(number))
            #expect(text == number.description, "seed \(seed)")
        }
    }

    @Test(
        "that is no number of ours is told from one that is too long",
        arguments: table(
            """
            number                                      code                  why
            NaN                                         NUMERIC_NOT_FINITE    not a number
            Infinity                                    NUMERIC_NOT_FINITE    no end
            -Infinity                                   NUMERIC_NOT_FINITE    no beginning
            170141183460469231731687303715884109999     NUMERIC_OUT_OF_RANGE  past Int128
            100000000000000000000000000000000000000     NUMERIC_OUT_OF_RANGE  39 digits
            1e200                                       NUMERIC_OUT_OF_RANGE  201 digits
            1e-39                                       NUMERIC_OUT_OF_RANGE  a scale of 39
            """))
    func refused(_ row: [String]) throws {
        let connection = try scratch()
        let error = failure {
            try connection.query("SELECT $1::text::numeric", [.text(row[0])]) {
                _ = try $0.numeric(0)
            }
        }
        #expect(error?.errorCode == row[1], "\(row[2])")
        #expect(try connection.number("SELECT 1::int8") == 1)
    }
}

/// A small generator whose run can be repeated.
///
/// Source: Steele, Lea, Flood, *SplitMix*, 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
