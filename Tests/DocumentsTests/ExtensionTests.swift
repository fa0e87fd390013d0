import TestSupport
import Testing

@Suite("Document extensions") struct ExtensionTests {
    /// One line's taxes: figures by group.
    @Test(
        "computes each kind of tax, excluded and included",
        arguments: table(
            """
            quantity  price   included  taxes                                                 bases                 taxes of groups
            1         100.00  -         A 20 division                                         100.00                25.00
            1         80.00   -         A 10 division; B 10 division                          80.00 80.00           10.00 10.00
            1         100.00  all       A 20 division                                         80.00                 20.00
            3         10.00   -         A 0.15 per_unit                                       30.00                 0.45
            -3        10.00   -         A 0.15 per_unit                                       -30.00                -0.45
            1         10.00   all       A 1.00 per_unit; B 20 percent                         7.50 7.50             1.00 1.50
            1         100.00  -         A 5 percent; B 9.975 compound                         100.00 105.00         5.00 10.47
            1         115.47375  all    A 5 percent; B 9.975 compound                         100.00 105.00         5.00 10.47
            1         100.00  -         A 10 percent; B 10 compound; C 10 compound            100.00 110.00 121.00  10.00 11.00 12.10
            1         100.00  -         A 10 on:C; B 10 percent; C 10 on:B                    111.00 100.00 110.00  11.10 10.00 11.00
            1         100.00  -         A 10 percent; B 10 on:A,C; C 50 percent               100.00 160.00 100.00  10.00 16.00 50.00
            2         50.00   -         A 0.50 per_unit; B 20 compound                        100.00 101.00         1.00 20.20
            1         100.00  -         A 20 retained; B 10 compound                          100.00 100.00         20.00 10.00
            1         100.00  -         A null percent; B 100 percent                         100.00 100.00         0.00 100.00
            """))
    func kinds(_ row: [String]) throws {
        let taxes = row[3].split(separator: "; ").map { Self.tax($0.split(separator: " ")) }
        let included =
            row[2] == "-" ? "" : #""price_includes_tax": true, "#
        let answer = try Answer.euros(
            included
                + #""lines": [{"quantity": "\#(row[0])", "unit_price": "\#(row[1])", "#
                + #""taxes": [\#(taxes.joined(separator: ", "))]}], "#
                + rounding("group", nets: "exact", bases: "exact"))
        #expect(answer["groups.*.base"] == row[4])
        #expect(answer["groups.*.tax"] == row[5])
        if row[2] == "all" { #expect(answer["gross_total"] == answer["line_total"]) }
    }

    private static func tax(_ words: [Substring]) -> String {
        let rate = words[1] == "null" ? "null" : "\"\(words[1])\""
        let rest =
            switch words[2] {
            case "compound": #""compound": true"#
            case "retained": #""retained": true"#
            case let word where word.hasPrefix("on:"):
                #""compounds_on": ["\#(word.dropFirst(3).replacing(",", with: "\", \""))"]"#
            default: #""kind": "\#(words[2])""#
            }
        let member = words[2] == "per_unit" ? "amount" : "rate"
        return #"{"category": "\#(words[0])", "\#(member)": \#(rate), \#(rest)}"#
    }

    @Test(
        "makes what is payable a multiple of the smallest coin",
        arguments: table(
            """
            price   coin  stated  rounding  payable
            10.02   0.05  0       -0.02     10.00
            10.03   0.05  0       0.02      10.05
            -10.03  0.05  0       -0.02     -10.05
            10.25   0.50  0       0.25      10.50
            -10.25  0.50  0       -0.25     -10.50
            10.02   0.05  0.01    0.01      10.03
            10.05   0.05  0       0.00      10.05
            """))
    func cash(_ row: [String]) throws {
        let answer = try Answer.euros(
            #""lines": [{"quantity": "1", "unit_price": "\#(row[0])"}], "#
                + #""cash_rounding_unit": "\#(row[1])", "rounding_amount": "\#(row[2])""#)
        #expect(answer["rounding"] == row[3] && answer["payable"] == row[4])
    }

    @Test("spreads an allowance over lines by their nets, to the cent") func spread() throws {
        // 10.00 over 33.33, 33.33 and 33.34: 3.333, 3.333 and 3.334, so 3.33 each and a cent left.
        let line = { (price: String, rate: String) in
            #"{"quantity": "1", "unit_price": "\#(price)", "#
                + #""taxes": [{"category": "T", "rate": "\#(rate)"}]}"#
        }
        let answer = try Answer.euros(
            #""lines": [\#(line("33.33", "10")), \#(line("33.33", "20")), \#(line("33.34", "20"))], "#
                + #""allowances": [{"amount": "10.00", "spread": true}]"#)
        #expect(answer["allowances.0.spread.*"] == "3.33 3.33 3.34")
        #expect(answer["groups.*.base"] == "30.00 60.00" && answer["tax_total"] == "15.00")
        #expect(answer["lines.*.net"] == "33.33 33.33 33.34")
        #expect(answer["net_total"] == "90.00" && answer["gross_total"] == "105.00")
    }

    @Test("converts the total of tax once, and groups sum to it") func taxCurrency() throws {
        let answer = try Answer(
            #"""
            {"currency": "USD", "tax_currency": "JPY", "exchange_rate": "149.5", "lines": [
                {"quantity": "1", "unit_price": "10.00", "taxes": [{"category": "T", "rate": "10"}]},
                {"quantity": "1", "unit_price": "10.00", "taxes": [{"category": "T", "rate": "5"}]},
                {"quantity": "1", "unit_price": "10.00", "taxes": [{"category": "U", "rate": "5"}]}]}
            """#)
        // 2.00 × 149.5 = 299; 149.5, 74.75 and 74.75 are rounded to 150, 75 and 75.
        #expect(answer["tax_currency.tax_total"] == "299")
        #expect(answer["tax_currency.groups.*.tax"] == "149 75 75")
        #expect(answer["tax_currency.currency"] == "JPY" && answer["tax_total"] == "2.00")
    }

    @Test(
        "takes the rate in force on the tax point",
        arguments: table(
            """
            day         tax
            2020-06-30  19.00
            2020-07-01  16.00
            2020-12-31  16.00
            2021-01-01  19.00
            """))
    func rates(_ row: [String]) throws {
        let rates = #"""
            "rates": [{"category": "VAT", "key": "standard", "rate": "16", "valid_from": "2020-07-01", "valid_until": "2021-01-01"},
                {"category": "VAT", "key": "standard", "rate": "19", "valid_until": "2020-07-01"},
                {"category": "VAT", "key": "reduced", "rate": "5"},
                {"category": "VAT", "key": "standard", "rate": "19", "valid_from": "2021-01-01"}]
            """#
        let document = #"""
            {"currency": "EUR", "tax_point_date": "\#(row[0])", "lines": [{"quantity": "1",
            "unit_price": "100", "taxes": [{"category": "VAT", "key": "standard"}]}]
            """#
        #expect(try Answer("\(document), \(rates)}")["tax_total"] == row[1])
        #expect(try Answer(#"{"cases": [\#(document)}], \#(rates)}"#)["tax_total"] == row[1])
    }

    @Test("has the notes of an invoice that is credited whole sum to its tax")
    func credits() throws {
        let line =
            #"{"id": "1", "quantity": "1", "unit_price": "3.33", "taxes": [{"category": "T", "rate": "19"}]}"#
        let note = #"{"currency": "EUR", "lines": [\#(line)]}"#
        for level in ["line", "group", "document"] {
            let policy = rounding(level)
            let invoice = try Answer.euros(
                #""lines": [\#(line.replacing(#""quantity": "1""#, with: #""quantity": "3""#))], "#
                    + policy)
            #expect(invoice["tax_total"] == "1.90")
            var taxes: [String] = []
            for number in 0..<4 {
                let earlier = Array(repeating: note, count: number).joined(separator: ", ")
                let answer = try Answer.euros(
                    #""lines": [\#(line)], "credits": {"invoice": {"currency": "EUR", "lines": ["#
                        + line.replacing(#""quantity": "1""#, with: #""quantity": "3""#)
                        + #"], \#(policy)}, "earlier": [\#(earlier)]}"#)
                taxes.append(answer["tax_total"])
                #expect(answer["groups.0.tax"] == answer["tax_total"])
                #expect(answer["lines.0.tax"] == answer["tax_total"])
                // The fourth takes back 3.33 and 0.63 more than was billed.
                #expect(answer["credit_exceeds_invoice"] == (number == 3 ? "1" : "0"))
                #expect(answer["credit_excess"] == (number == 3 ? "3.96" : "0.00"))
            }
            #expect(taxes == ["0.63", "0.64", "0.63", "0.63"])
        }
    }

    @Test("recognises tax as it is paid, and takes it back with a refund") func cashBasis() throws {
        for sign in ["", "-"] {
            let other = sign.isEmpty ? "-" : ""
            let answer = try Answer.euros(
                #"""
                "lines": [{"quantity": "\#(sign)1", "unit_price": "100", "taxes": [{"category": "T", "rate": "19"}]}],
                "basis": "cash", "payments": [
                    {"date": "2026-01-05", "amount": "\#(sign)50"}, {"date": "2026-03-01", "amount": "\#(other)20.00"},
                    {"date": "2026-02-01", "amount": "\#(sign)50"}, {"date": "2026-04-01", "amount": "\#(sign)100"}]
                """#)
            // 19 × 50 ÷ 119 = 7.983; 100: 15.966; 80: 12.773; all: 19.
            let taxes = ["7.98", "7.99", "-3.20", "6.23"].map { Self.signed($0, sign) }
            let nets = ["42.02", "42.01", "-16.80", "32.77"].map { Self.signed($0, sign) }
            #expect(answer["recognised.*.tax"] == taxes.joined(separator: " "))
            #expect(answer["recognised.*.net"] == nets.joined(separator: " "))
            #expect(answer["recognised.1.date"] == "2026-02-01")
        }
    }

    private static func signed(_ figure: String, _ sign: String) -> String {
        sign.isEmpty ? figure : figure.hasPrefix("-") ? String(figure.dropFirst()) : "-" + figure
    }

    @Test("takes the tax of advances out of the document's") func advances() throws {
        let answer = try Answer.euros(
            #"""
            "lines": [{"quantity": "1", "unit_price": "100", "taxes": [{"category": "T", "rate": "19"}]}],
            "prepaid": "69.50", "advances": [
                {"amount": "59.50", "date": "2026-01-05", "taxes": [{"category": "T", "rate": "19"}]},
                {"amount": "10.00", "taxes": [{"category": "T", "rate": "19"}]}]
            """#)
        #expect(answer["advances.*.tax"] == "9.50 1.60" && answer["advances.*.net"] == "50.00 8.40")
        #expect(answer["tax_due"] == "7.90" && answer["tax_total"] == "19.00")
        #expect(answer["payable"] == "49.50" && answer["advances.0.groups.0.base"] == "50.00")
    }
}
