import TestSupport
import Testing

@Suite("evclinic tax compute --check") struct CheckTests {
    private static func document(_ expected: String) -> String {
        BadInputTests.document("c").dropLast(1) + ", \(expected)}"
    }

    @Test("checks a file and prints a card of 80 columns, or JSON") func check() throws {
        let expected = { (tax: String, rest: String) in
            BadInputTests.document("c\(tax)").dropLast(1)
                + #", "expected": {"tax_total": "\#(tax)", "retained_total": null}\#(rest)}"#
        }
        let right = expected("15", "")
        let inexact = expected(
            "15.01", #", "exact": false, "inexact_reasons": ["a cent off"]"#)
        let good = try BadInputTests.compute(
            "[\(right), \(inexact), \(BadInputTests.document("n"))]", "--check")
        #expect(good.status == 0)
        #expect(
            good.output == """
                -
                  documents                 3
                  refused                   0
                  nothing to compare        1
                  equal in every figure     1
                  called exact, and equal   1 of 1
                  figures compared          4
                  figures that differ       1

                c15.01 (not called exact by the file)
                  tax_total: ours 15.00, theirs 15.01
                  reason: a cent off

                """)
        let wrong = expected("15.02", "")
        let bad = try BadInputTests.compute("[\(right), \(wrong)]", "--check", "--json")
        #expect(bad.status == 2)
        #expect(bad.errors.contains("TAX_CHECK_FAILED"))
        #expect(
            bad.output.contains(
                #""figures":[{"place":"tax_total","ours":"15.00","theirs":"15.02"}]"#))
        let refused = try BadInputTests.compute("[\(right), {}]", "--check")
        #expect(refused.status == 65)
        #expect(refused.output.contains("#2: TAX_DOCUMENT_INVALID"))
    }

    @Test(
        "passes nothing that it does not compare",
        arguments: table(
            """
            documents                               status  code                  equal  nothing  says
            "expected": {"tax_total": "15"}         0       -                     1      0        -
            "expected": {}                          2       TAX_CHECK_FAILED      0      1        no figure was compared
            "expected": {"tax_totl": "15"}          2       TAX_CHECK_FAILED      0      1        no figure was compared
            "expected": null                        2       TAX_CHECK_FAILED      0      1        no figure was compared
            "a": 1                                  2       TAX_CHECK_FAILED      0      1        no figure was compared
            "expected": [1]                         65      TAX_DOCUMENT_INVALID  0      0        expected is no object
            "expected": "15"                        65      TAX_DOCUMENT_INVALID  0      0        expected is no object
            "expected": {"lines": [1]}              65      TAX_DOCUMENT_INVALID  0      0        one of lines is no object
            "expected": {"groups": [1]}             65      TAX_DOCUMENT_INVALID  0      0        one of groups is no object
            """))
    func nothing(_ row: [String]) throws {
        let one = Self.document(row[0])
        let right = Self.document(#""expected": {"payable": "115"}"#)
        let done = try BadInputTests.compute("[\(one)]", "--check", "--json")
        #expect(done.status == Int32(row[1]), "\(done.errors)")
        #expect(done.output.contains(#""equal":\#(row[3]),"#), "\(done.output)")
        #expect(done.output.contains(#""nothing_compared":\#(row[4]),"#), "\(done.output)")
        guard row[2] != "-" else { return }
        #expect(done.errors.contains(row[2]), "\(done.errors)")
        #expect((done.output + done.errors).contains(row[5]), "\(done.output)\(done.errors)")
        // Beside a document that has figures, one that has none is only counted.
        let two = try BadInputTests.compute("[\(one), \(right)]", "--check")
        #expect(two.status == (row[1] == "65" ? 65 : 0))
        #expect(two.output.contains("nothing to compare        \(row[4])\n"), "\(two.output)")
    }

    @Test("computes the other files when one cannot be read") func missing() throws {
        let folder = try TemporaryFolder()
        try folder.write(BadInputTests.document("good"), to: "good.json")
        try folder.write("hello", to: "broken.json")
        let compute = { (names: String...) in
            try Program.run(
                Program.evclinic, ["tax", "compute"] + names.map { "\($0).json" },
                folder: folder.path)
        }
        let one = try compute("gone", "good")
        #expect(one.status == 64 && one.output.contains(#""id":"good""#), "\(one)")
        #expect(one.errors.contains("gone.json” cannot be read: No such file"), "\(one.errors)")
        let all = try compute("gone", "broken", "gone", "good", "good")
        #expect(all.output.split(separator: "\n").count == 2)
        #expect(all.errors.split(separator: "gone.json” cannot be read").count == 3)
        #expect(all.errors.contains("JSON_INVALID") && all.status == 64, "\(all.errors)")
        let last = try compute("good", "broken")
        #expect(last.output.contains(#""id":"good""#) && last.status == 65)
    }

    @Test("says what is wrong with standard output") func full() throws {
        let done = try Program.run(
            "/bin/sh",
            ["-c", "\(Program.evclinic) tax compute templates/tax-document.json > /dev/full"])
        #expect(done.status == 73)
        #expect(done.errors.contains("standard output: No space left on device"))
        #expect(done.errors.contains("OUTPUT_UNWRITABLE") && !done.errors.contains("--out"))
    }
}
