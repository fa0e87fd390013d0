import TestSupport
import Testing

@Suite("Document policy") struct PolicyTests {
    @Test(
        "rounds a tax by mode and exponent, the same below zero",
        arguments: table(
            """
            currency  exponent  price    rate  half_away_from_zero  half_even  toward_zero  away_from_zero
            EUR       2         2.50     1     0.03                 0.02       0.02         0.03
            EUR       2         3.50     1     0.04                 0.04       0.03         0.04
            JPY       0         150      5     8                    8          7            8
            JPY       0         250      5     13                   12         12           13
            KWD       3         0.010    5     0.001                0.000      0.000        0.001
            KWD       3         0.030    5     0.002                0.002      0.001        0.002
            CLF       4         0.0010   5     0.0001               0.0000     0.0000       0.0001
            EUR       2         100.00   21.0  21.00                21.00      21.00        21.00
            """))
    func modes(_ row: [String]) throws {
        let modes = ["half_away_from_zero", "half_even", "toward_zero", "away_from_zero"]
        for (mode, wanted) in zip(modes, row[4...]) {
            for level in ["line", "group", "document"] {
                for sign in ["", "-"] {
                    let answer = try Answer(
                        #"{"currency": "\#(row[0])", "currency_exponent": \#(row[1]), "#
                            + #""lines": [{"quantity": "\#(sign)1", "unit_price": "\#(row[2])", "#
                            + #""taxes": [{"category": "T", "rate": "\#(row[3])"}]}], "#
                            + rounding(level, mode: mode) + "}")
                    let isZero = wanted.allSatisfy { "0.".contains($0) }
                    let figure = isZero ? wanted : sign + wanted
                    #expect(answer["tax_total"] == figure, "\(mode) \(level)")
                    #expect(answer["groups.0.tax"] == figure, "\(mode) \(level)")
                    #expect(answer["lines.0.tax"] == figure, "\(mode) \(level)")
                }
            }
        }
    }

    /// Nets of 0.30 three times at 5 %, and 0.45 at 10 %: exact 0.015 each, and 0.045.
    static let lines = """
        "lines": [
            {"quantity": "1", "unit_price": "0.30", "taxes": [{"category": "T", "rate": "5"}]},
            {"quantity": "1", "unit_price": "0.30", "taxes": [{"category": "T", "rate": "5"}]},
            {"quantity": "1", "unit_price": "0.30", "taxes": [{"category": "T", "rate": "5"}]},
            {"quantity": "1", "unit_price": "0.45", "taxes": [{"category": "T", "rate": "10"}]}
        ]
        """

    @Test(
        "rounds once a line, a group or a document, and lines sum to it",
        arguments: table(
            """
            level     total                 groups     tax_total  lines
            line      sum_of_rounded        0.06 0.05  0.11       0.02 0.02 0.02 0.05
            line      rounded_sum_of_exact  0.06 0.05  0.11       0.02 0.02 0.02 0.05
            group     sum_of_rounded        0.05 0.05  0.10       0.01 0.02 0.02 0.05
            group     rounded_sum_of_exact  0.05 0.05  0.09       0.01 0.02 0.02 0.04
            document  sum_of_rounded        0.05 0.04  0.09       0.01 0.02 0.02 0.04
            document  rounded_sum_of_exact  0.05 0.05  0.09       0.01 0.02 0.02 0.04
            """))
    func levels(_ row: [String]) throws {
        let answer = try Answer.euros(Self.lines + ", " + rounding(row[0], total: row[1]))
        #expect(answer["groups.*.tax"] == row[2])
        #expect(answer["tax_total"] == row[3])
        #expect(answer["lines.*.tax"] == row[4])
    }

    @Test(
        "rounds nets only where it says so",
        arguments: table(
            """
            nets     bases    line_total  base  tax
            rounded  rounded  0.66        0.66  0.17
            rounded  exact    0.66        0.66  0.17
            exact    rounded  0.67        0.67  0.17
            exact    exact    0.67        0.67  0.17
            """))
    func nets(_ row: [String]) throws {
        // Twice a third, at 25 %.
        let line =
            #"{"quantity": "1", "unit_price": "1.00", "base_quantity": "3", "#
            + #""taxes": [{"category": "T", "rate": "25"}]}"#
        let answer = try Answer.euros(
            #""lines": [\#(line), \#(line)], "# + rounding("group", nets: row[0], bases: row[1]))
        #expect(answer["lines.*.net"] == "0.33 0.33")
        #expect(answer["line_total"] == row[2] && answer["groups.0.base"] == row[3])
        #expect(answer["tax_total"] == row[4])
    }

    @Test("takes a tax from the exact base, or from the printed one") func bases() throws {
        // 900.00 with 22 %: 737.7049…, of which 162.295… or 162.294.
        let included = #"""
            "price_includes_tax": true, "included_category": "VAT", "lines": [
            {"quantity": "1", "unit_price": "900.00",
            "taxes": [{"category": "VAT", "rate": "22"}]}],
            """#
        for level in ["line", "group", "document"] {
            let exact = try Answer.euros(included + rounding(level, bases: "exact"))
            #expect(exact["groups.0.base"] == "737.70" && exact["tax_total"] == "162.30")
            #expect(exact["net_total"] == "737.70" && exact["gross_total"] == "900.00")
            let rounded = try Answer.euros(included + rounding(level))
            #expect(rounded["tax_total"] == "162.29" && rounded["net_total"] == "737.71")
        }
    }

    @Test("has prices contain one category, with others, surcharge and withheld on top")
    func included() throws {
        // 121.00 contain 21 % VAT of 100.00; on it 5.2 % surcharge, 3 % ECO, 15 % withheld.
        let answer = try Answer.euros(
            #"""
            "price_includes_tax": true, "included_category": "VAT", "prepaid": "20.00",
            "lines": [{"quantity": "1", "unit_price": "121.00", "taxes": [
                {"category": "VAT", "rate": "21.0", "surcharge_rate": "5.2"},
                {"category": "IRPF", "rate": "15", "retained": true},
                {"category": "ECO", "rate": "3"}]},
                {"quantity": "2", "unit_price": "5.00", "taxes": [{"category": "ECO", "rate": "3"}]}]
            """#)
        #expect(answer["groups.*.category"] == "VAT IRPF ECO")
        #expect(answer["groups.*.base"] == "100.00 100.00 110.00")
        #expect(answer["groups.*.tax"] == "21.00 15.00 3.30")
        #expect(answer["groups.0.surcharge_tax"] == "5.20")
        #expect(answer["net_total"] == "110.00" && answer["tax_total"] == "29.50")
        #expect(answer["retained_total"] == "15.00" && answer["gross_total"] == "139.50")
        #expect(answer["payable"] == "104.50")
        #expect(answer["lines.*.tax"] == "29.20 0.30")
        #expect(answer["allowance_total"] == "null" && answer["charge_total"] == "null")
    }

    @Test("has prices contain nothing where no line has the category")
    func containsNothing() throws {
        let lines = #"""
            "lines": [{"quantity": "1", "unit_price": "100.00",
            "taxes": [{"category": "VAT", "rate": "20"}]}]
            """#
        let plain = try Answer.euros(lines)
        let answer = try Answer.euros(
            #""price_includes_tax": true, "included_category": "X", "# + lines)
        for name in ["net_total", "tax_total", "gross_total", "groups.0.base", "lines.0.tax"] {
            #expect(answer[name] == plain[name], "\(name)")
        }
        #expect(answer["tax_total"] == "20.00" && answer["net_total"] == "100.00")
    }

    @Test("takes allowances and charges of the document by group, or outside of tax")
    func adjustments() throws {
        let answer = try Answer.euros(
            #"""
            "lines": [
                {"id": "a", "quantity": "-2", "unit_price": "-50.00", "breakdown_total": "-60.00",
                 "allowances": [{"percent": "10"}, {"percent": "50", "base": "10.00"}],
                 "charges": [{"amount": "2.00"}],
                 "taxes": [{"category": "S", "rate": "25"}]}],
            "allowances": [{"percent": "1"}, {"amount": "10.00", "taxes": [{"category": "S", "rate": "25.0"}]}],
            "charges": [{"amount": "4.00", "taxes": [{"category": "Z", "rate": "0"}]}, {"amount": "1.00"}]
            """#)
        // 120 − 12 − 5 + 2 = 105; 1.05 and 10 off, 4 and 1 on.
        #expect(answer["lines.0.net"] == "105.00" && answer["lines.0.tax"] == "26.25")
        #expect(answer["groups.*.base"] == "95.00 4.00" && answer["groups.*.tax"] == "23.75 0.00")
        #expect(answer["allowance_total"] == "11.05" && answer["charge_total"] == "5.00")
        #expect(answer["net_total"] == "98.95" && answer["gross_total"] == "122.70")
        #expect(answer["allowances.*.tax"] == "0.00 2.50" && answer["charges.*.tax"] == "0.00 0.00")
    }
}
