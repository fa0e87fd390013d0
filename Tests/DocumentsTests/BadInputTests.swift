import Foundation
import TestSupport
import Testing

@Suite("evclinic tax compute") struct BadInputTests {
    static func compute(_ input: String, _ options: String...) throws -> Program {
        try Program.run(Program.evclinic, ["tax", "compute"] + options + ["-"], input: input)
    }

    /// A document that is right but for what stands in place of a member.
    static func document(_ id: String, _ old: String = "", _ new: String = "") -> String {
        #"""
        {"id": "\#(id)", "currency": "EUR", "tax_point_date": "2026-01-01",
        "price_includes_tax": false, "included_category": null, "prepaid": "0",
        "lines": [{"id": "A", "quantity": "1", "unit_price": "100.00", "base_quantity": "1",
        "allowances": [], "taxes": [{"category": "T", "key": null, "rate": "10"},
        {"category": "U", "rate": "5"}]}]}
        """#.replacing(old, with: new, maxReplacements: old.isEmpty ? 0 : 1)
    }

    @Test(
        "refuses what is wrong, says where, and computes the others",
        arguments: table(
            """
            instead of               stands                                              code                  line     member             says
            "rate": "10"             "rate": "100.01"                                    TAX_DOCUMENT_INVALID  A        rate               100.01, not from 0 to 100
            "rate": "10"             "rate": "-1"                                        TAX_DOCUMENT_INVALID  A        rate               -1, not from 0 to 100
            "rate": "10"             "rate": "1e1"                                       TAX_DOCUMENT_INVALID  A        rate               “1e1”, not a decimal
            "rate": "10"             "rate": 1e1                                         TAX_DOCUMENT_INVALID  A        rate               “1e1”, not a decimal
            "rate": "10"             "rate": NaN                                         TAX_DOCUMENT_INVALID  A        rate               “NaN”, not a decimal
            "quantity": "1"          "quantity": Infinity                                TAX_DOCUMENT_INVALID  A        quantity           “Infinity”, not a decimal
            "prepaid": "0"           "prepaid": -Infinity                                TAX_DOCUMENT_INVALID  null     prepaid            “-Infinity”, not a decimal
            "2026-01-01"             NaN                                                 TAX_DOCUMENT_INVALID  null     tax_point_date     not a date
            "allowances": []         "allowances": NaN                                   TAX_DOCUMENT_INVALID  A        allowances         not a list
            "quantity": "1"          "unit": NaN, "quantity": "1"                        JSON_INVALID          A        null               wants no NaN
            "lines"                  "note": [-Infinity], "lines"                        JSON_INVALID          null     null               wants no -Infinity
            "rate": "10"             "rate": -Inf                                        JSON_INVALID          null     null               without zeros
            "rate": "10"             "rate": NaNa                                        JSON_INVALID          null     null               wants no letter
            "rate": "10"             "rate": "NaN"                                       TAX_DOCUMENT_INVALID  A        rate               “NaN”, not a decimal
            "rate": "10"             "rate": ""                                          TAX_DOCUMENT_INVALID  A        rate               “”, not a decimal
            "rate": "10"             "rate": " 10"                                       TAX_DOCUMENT_INVALID  A        rate               “ 10”, not a decimal
            "rate": "10"             "rate": true                                        TAX_DOCUMENT_INVALID  A        rate               is not a decimal number
            "rate": "10"             "rate": "10", "rate": "11"                          JSON_INVALID          null     null               “rate” only once
            "rate": "10"             "rate": "10", "r\\u0061te": "11"                    JSON_INVALID          null     null               “rate” only once
            "rate": "10"             "rate": "10", "retaind": true                       TAX_DOCUMENT_INVALID  A        retaind            did you mean retained
            "rate": "10"             "kind": "flat"                                      TAX_DOCUMENT_INVALID  A        kind               “flat”, not percent
            "rate": "10"             "kind": "per_unit"                                  TAX_DOCUMENT_INVALID  A        amount             has an amount
            "rate": "10"             "compounds_on": ["U"], "rate": "10"                 none                  -        -                  -
            "rate": "10"             "compounds_on": ["X"], "rate": "10"                 TAX_DOCUMENT_INVALID  A        compounds_on       “X”, which the line does not have
            "rate": "10"             "compounds_on": ["T"], "rate": "10"                 TAX_DOCUMENT_INVALID  A        compounds_on       cycle: T → T
            "rate": "10"             "kind": "division", "rate": "100"                   TAX_DOCUMENT_INVALID  A        null               leave nothing
            , "rate": "10"           $                                                   TAX_RATE_MISSING      A        rate               “T”
            "category": "T"          "category": " "                                     TAX_DOCUMENT_INVALID  A        category           blank
            "category": "T"          "category": 7                                       TAX_DOCUMENT_INVALID  A        category           not a text
            "category": "T",         $                                                   TAX_DOCUMENT_INVALID  A        category           has no category
            "quantity": "1"          "quantity": null                                    TAX_DOCUMENT_INVALID  A        quantity           has no quantity
            "quantity": "1"          "quantity": "1.2.3"                                 TAX_DOCUMENT_INVALID  A        quantity           “1.2.3”, not
            "quantity": "1"          "quantity": "1000000000000000000"                   NUMERIC_OUT_OF_RANGE  A        net                10^18
            "quantity": "1"          "quantity": "100000000000000000000000000000000000000"  NUMERIC_OUT_OF_RANGE  A     quantity           38 digits
            "quantity": "1"          "quantity": "99999999999999999999999999999999999999"   NUMERIC_OUT_OF_RANGE  A     net                10^18
            "quantity": "1"          "quantity": "1\\u002e5"                              TAX_DOCUMENT_INVALID  A        quantity           “1\\u002e5”, not
            "base_quantity": "1"     "base_quantity": "0.00"                             TAX_DOCUMENT_INVALID  A        base_quantity      zero
            "prepaid": "0"           "prepaid": "0.005"                                  AMOUNT_TOO_PRECISE    null     prepaid            more than 2 decimals
            "currency": "EUR"        "currency": "XXZ"                                   CURRENCY_UNKNOWN      null     currency_exponent  “XXZ”
            "currency": "EUR"        "currency": "euro"                                  CURRENCY_UNKNOWN      null     currency           “euro”
            "currency": "EUR"        "currency": "EUR", "currency_exponent": 9           TAX_DOCUMENT_INVALID  null     currency_exponent  0 to 8
            "currency": "EUR"        "currency": "EUR", "currency_exponent": null        none                  -        -                  -
            "2026-01-01"             "2026-02-30"                                        TAX_DOCUMENT_INVALID  null     tax_point_date     not a date
            "lines"                  "rounding": {"level": "cent"}, "lines"              TAX_DOCUMENT_INVALID  null     level              “cent”, not one of document
            "lines"                  "rounding": {"levl": "line"}, "lines"               TAX_DOCUMENT_INVALID  null     levl               did you mean level
            false, "included_category": null  true, "included_category": "V"             none                  -        -                  -
            "lines"                  "line"                                              TAX_DOCUMENT_INVALID  null     lines              has no lines
            "allowances": []         "allowances": [{"base": "1"}]                       TAX_DOCUMENT_INVALID  A        amount             neither percent nor amount
            "allowances": []         "allowances": {}                                    TAX_DOCUMENT_INVALID  A        allowances         not a list
            "lines"                  "charges": [{"amount": "1", "spread": true}], "lines"  none               -        -                  -
            "lines"                  "credits": {}, "lines"                              TAX_DOCUMENT_INVALID  null     credits            no invoice
            "lines"                  "tax_currency": "USD", "lines"                      TAX_DOCUMENT_INVALID  null     exchange_rate      without exchange_rate
            "lines"                  "cash_rounding_unit": "-1", "lines"                 TAX_DOCUMENT_INVALID  null     cash_rounding_unit  not positive
            """))
    func refusals(_ row: [String]) throws {
        let new = row[1] == "$" ? "" : row[1].replacing("\\\\", with: "\\")
        let documents = [
            Self.document("first"), Self.document("bad", row[0], new), Self.document("last"),
        ]
        let done = try Self.compute("[\n\(documents.joined(separator: ",\n"))\n]")
        let answers = try done.output.split(separator: "\n").map(Self.object)
        #expect(answers.count == 3)
        #expect([0, 2].allSatisfy { answers[$0]["tax_total"] as? String == "15.00" })
        guard row[2] != "none" else {
            #expect(done.status == 0 && answers[1]["error"] == nil, "\(done.output)")
            return
        }
        let error = try #require(answers[1]["error"] as? [String: Any])
        #expect(error["code"] as? String == row[2])
        #expect((error["line"] as? String ?? "null") == row[3])
        #expect((error["member"] as? String ?? "null") == row[4])
        #expect((error["message"] as? String)?.contains(row[5]) == true, "\(error)")
        let place = try #require(error["place"] as? String)
        #expect(place.contains(#/^line ([6-9]|1\d) column \d+$/#), "\(place)")
        #expect(done.status == 65)
        #expect(done.errors.contains("TAX_DOCUMENT_INVALID"))
    }

    @Test("names a document and the place of what its text holds") func names() throws {
        let bad = { (number: String) in Self.document("bad", #""1", "unit"#, "\(number), \"unit") }
        let places = try ["NaN", #""1.2.3""#, #""1\u002e5""#].map { number in
            let done = try Self.compute("[\(bad(number)), \(Self.document("last"))]")
            let answers = try done.output.split(separator: "\n").map(Self.object)
            #expect(answers.map { $0["id"] as? String } == ["bad", "last"])
            return (answers[0]["error"] as? [String: Any])?["place"] as? String
        }
        #expect(Set(places) == ["line 3 column 35"])
    }

    private static func object(_ line: Substring) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(object as? [String: Any])
    }

    @Test(
        "refuses rates that overlap or are not in force",
        arguments: table(
            """
            table                                                                                          code               says
            {"category": "T", "rate": "1"}, {"category": "T", "rate": "2", "valid_from": "2027-01-01"}     TAX_RATES_INVALID  1 and 2 overlap
            {"category": "T", "rate": "1", "valid_from": "2026-01-01", "valid_until": "2026-01-01"}        TAX_RATES_INVALID  is not after
            {"category": "T", "rate": "1", "valid_from": "2026-01-02"}                                     TAX_RATE_MISSING   on 2026-01-01
            {"category": "T", "rate": "1", "valid_until": "2026-01-01"}                                    TAX_RATE_MISSING   on 2026-01-01
            {"category": "T", "key": "k", "rate": "1"}                                                     TAX_RATE_MISSING   in no table
            {"category": "T", "rate": "101"}                                                               TAX_DOCUMENT_INVALID  101, not from
            """))
    func rates(_ row: [String]) throws {
        let lacking = Self.document("x", #", "key": null, "rate": "10""#)
        let own = try Self.compute(
            lacking.replacing(#""prepaid""#, with: #""rates": [\#(row[0])], "prepaid""#))
        #expect(own.output.contains(row[1]) && own.output.contains(row[2]), "\(own.output)")
        #expect(own.status == 65)
        let whole = try Self.compute(#"{"cases": [\#(lacking)], "rates": [\#(row[0])]}"#)
        #expect((whole.output + whole.errors).contains(row[2]), "\(whole.errors)")
        #expect(whole.status == 65)
    }

    @Test(
        "says where a text is no JSON, after what could be read of it",
        arguments: table(
            """
            text                            answers  computed  says
            $                               0        0         line 1 column 1 wants { or [
            hello                           0        0         line 1 column 1 wants { or [
            [D,D                            3        2         wants a comma or ]
            [D,D] x                         3        2         wants nothing more
            [D,]                            2        1         wants a value
            [D,] x                          3        1         wants nothing more
            [D D]                           3        2         wants a comma or ]
            [D x D]                         3        2         wants a comma or ]
            [D "],[" D]                     3        2         wants a comma or ]
            [D D} , D]                      5        3         wants a comma or ]
            [D,,D]                          3        2         wants a value
            [D,,,D]                         4        2         wants a value
            [,D]                            2        1         wants a value
            [}, D]                          2        1         wants a value
            [,]                             2        0         wants a value
            {"cases": [D,, D D]}            5        3         wants a value
            {"cases": [D], "a": 01}         0        0         wants a number without zeros
            {"cases": [D], "a": NaN}        0        0         wants no NaN
            {"cases": [D]                   2        1         wants a comma or }
            {"cases": [D], x                2        1         wants a comma or }
            [D, x{"a": 1}, D]               5        2         wants a value
            {"cases": [D]} x                0        0         wants nothing more
            {"cases": [D, {"a": [}, D       4        2         wants a value
            [D, {"a": [}, D]                3        2         wants a value
            [D, {"a": 1 ]                   2        1         wants a comma or }
            [D, {"a": {"b": 1}, D, D]       2        1         and nothing behind it can be told apart
            [D, "x]                         3        1         and nothing behind it can be told apart
            D D                             1        0         wants nothing more
            []                              0        0         -
            {"cases": []}                   0        0         -
            [[], 5, null, D]                4        1         a document is an object
            """))
    func notJSON(_ row: [String]) throws {
        let text = row[0] == "$" ? "" : row[0].replacing("D", with: Self.document("d"))
        let done = try Self.compute(text)
        let answers = done.output.split(separator: "\n")
        #expect(answers.count == Int(row[1]), "\(done.output)")
        let computed = answers.count { $0.contains(#""tax_total":"15.00""#) }
        #expect(computed == Int(row[2]), "\(done.output)")
        if row[3] == "-" {
            #expect(done.status == 0)
        } else {
            #expect((done.output + done.errors).contains(row[3]), "\(done.output)\(done.errors)")
            #expect(done.status == 65)
        }
    }

    @Test("the example in templates is computed as on paper") func example() throws {
        let done = try Program.run(
            Program.evclinic, ["tax", "compute", "templates/tax-document.json"])
        // 100.05 − 10.01 = 90.04, 2.5 × 12.99 = 32.48; 7.00 by nets: 5.14 and 1.86.
        #expect(done.status == 0)
        #expect(done.output.contains(#""spread":["5.14","1.86"]"#), "\(done.output)")
        // 95.18 + 34.34 = 129.52: 6.476, 12.91962; 250 × 0.015.
        #expect(done.output.contains(#""tax_total":"23.15""#), "\(done.output)")
        #expect(done.output.contains(#""rounding":"-0.02","payable":"152.65""#), "\(done.output)")
    }
}
