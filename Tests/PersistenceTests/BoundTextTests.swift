import Access
import Domain
import TestSupport
import Testing

@testable import Persistence

@Suite("Bound text") struct BoundTextTests {
    @Test(
        "puts a value where the server's lexer sees a parameter, and nowhere else",
        arguments: table(
            #"""
            statement                becomes                  why
            SELECT $1                SELECT '7'::int8         a parameter
            SELECT $1+$2             SELECT '7'::int8+true    two of them
            SELECT $2,$1             SELECT true,'7'::int8    in any order
            SELECT '$1'              SELECT '$1'              in a string
            SELECT 'it''s $1', $1    SELECT 'it''s $1', '7'::int8  after a doubled quote
            SELECT 'a\', $1          SELECT 'a\', '7'::int8   a backslash is plain in a string
            SELECT E'\'$1', $2       SELECT E'\'$1', true     a backslash escapes in E''
            SELECT e'\\', $1         SELECT e'\\', '7'::int8  and itself
            SELECT name'\', $1       SELECT name'\', '7'::int8  a word that ends in e is no E
            SELECT "$1"              SELECT "$1"              in a quoted name
            SELECT a$1               SELECT a$1               in a name
            SELECT é$1               SELECT é$1               in a name beyond ASCII
            SELECT $$ $1 $$, $1      SELECT $$ $1 $$, '7'::int8  in dollar quotes
            SELECT $t$ $1 $$ $t$     SELECT $t$ $1 $$ $t$     in dollar quotes with a tag
            SELECT $t$ $1            SELECT $t$ $1            in dollar quotes without an end
            SELECT 1 -- $1           SELECT 1 -- $1           in a comment
            -- '⏎SELECT $1           -- '⏎SELECT '7'::int8    after a comment
            -- '␍⏎SELECT $1          -- '␍⏎SELECT '7'::int8   after a comment of Windows
            /* $1 */ $1              /* $1 */ '7'::int8       after a block
            /* /* */ $1 */ $1        /* /* */ $1 */ '7'::int8  after a block in a block
            /* $1                    /* $1                    in a block without an end
            SELECT '́', $1            SELECT '́', '7'::int8     a combining mark after a quote
            SELECT $ , 1 / 2 - 3     SELECT $ , 1 / 2 - 3     signs that begin nothing
            """#))
    func lexing(_ row: [String]) throws {
        let bound = try BoundText.substitute([.int(7), .bool(true)], in: decoded(row[0])) { $0 }
        #expect(bound == decoded(row[1]), "\(row[2])")
    }

    @Test("refuses a parameter without a value", arguments: ["$0", "$3", "$99999999999999999999"])
    func missing(_ name: String) {
        #expect(throws: AppError(.queryFailed, "parameter \(name) has no value")) {
            try BoundText.substitute([.int(1), .int(2)], in: "SELECT \(name)") { $0 }
        }
    }

    private func decoded(_ cell: String) -> String {
        String(
            String.UnicodeScalarView(
                cell.unicodeScalars.map { scalar in
                    scalar == "⏎" ? "\n" : scalar == "␍" ? "\r" : scalar
                }))
    }
}
