import TestSupport
import Testing

@Suite("evclinic import") struct ImportCommandTests {
    private static let rows = """
        Date,Amount,Currency,Description,Transaction ID
        2026-10-05,-12.50,USD,"Rent, October",TX1
        2026-10-06,100.00,USD,Card,TX2
        """
    private static let mapping = """
        date_order: YYYY-MM-DD
        columns:
          booking_date: Date
          amount: Amount
          currency: Currency
          narration: Description
          bank_reference: Transaction ID
        """

    private func run(
        _ arguments: [String], _ files: [String: String]
    ) throws -> (ended: Program, folder: TemporaryFolder) {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        let arguments = arguments.map { files[$0] == nil ? $0 : folder.path + "/" + $0 }
        return (try Program.run(Program.evclinic, ["import"] + arguments), folder)
    }

    @Test("bank: shows what would be booked, without a database") func text() throws {
        let (ended, _) = try run(
            ["bank", "a.csv", "--mapping", "m.yaml", "--dry-run"],
            ["a.csv": Self.rows, "m.yaml": Self.mapping])
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        #expect(ended.output.contains("2026-10-05  -12.50"))
        #expect(ended.output.contains("in       100.00 in 1"))
        #expect(ended.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("bank --json: currency, entries, findings") func json() throws {
        let (ended, _) = try run(
            ["bank", "a.csv", "--mapping", "m.yaml", "--dry-run", "--json"],
            ["a.csv": Self.rows, "m.yaml": Self.mapping])
        #expect(ended.status == 0)
        #expect(ended.output.contains("\"currency\":\"USD\",\"opening\":null,\"closing\":null"))
        #expect(
            ended.output.contains(
                "\"amount\":\"-12.50\",\"currency\":\"USD\",\"status\":\"booked\""))
        #expect(ended.output.hasSuffix("\"findings\":[],\"findings_left_off\":0}\n"))
    }

    @Test("bank: a file that is cut off shows nothing at all") func half() throws {
        let (ended, _) = try run(
            ["bank", "a.csv", "--mapping", "m.yaml", "--dry-run"],
            ["a.csv": Self.rows + "\n2026-10-07,1.00,USD,\"Ca", "m.yaml": Self.mapping])
        #expect(ended.status == 65)
        #expect(ended.output.isEmpty)
        #expect(ended.errors.contains("BANK_FILE_INVALID"))
        #expect(ended.errors.contains("line 4, column 21: a quote that is never closed"))
    }

    @Test("bank: refuses another account, another currency, an unknown format, an empty file")
    func refusals() throws {
        let files = ["a.csv": Self.rows, "m.yaml": Self.mapping, "empty": "", "x": "hello"]
        for (arguments, code) in [
            (["a.csv", "--mapping", "m.yaml", "--account", "1"], "BANK_STATEMENT_FOREIGN"),
            (["a.csv", "--mapping", "m.yaml", "--currency", "EUR"], "BANK_STATEMENT_FOREIGN"),
            (["x"], "BANK_FORMAT_UNKNOWN"), (["empty"], "BANK_FILE_INVALID"),
        ] {
            let (ended, _) = try run(["bank", "--dry-run"] + arguments, files)
            #expect(ended.status == 65, "\(arguments)")
            #expect(ended.output.isEmpty, "\(arguments)")
            #expect(ended.errors.contains(code), "\(arguments) \(ended.errors)")
        }
        let (booked, _) = try run(["bank", "a.csv"], files)
        #expect(booked.status == 64)
        #expect(booked.errors.contains("--dry-run"))
    }

    @Test("settlement: one line a payout; findings end with 2") func settlement() throws {
        let (ended, _) = try run(
            ["settlement", "s.csv", "--gateway", "stripe", "--dry-run"],
            ["s.csv": SettlementTests.stripe])
        #expect(ended.status == 0)
        #expect(ended.output.contains("ties"))
        let spoilt = SettlementTests.stripe.replacing(
            "-76.80,0.00,-76.80", with: "-76.79,0.00,-76.79")
        let (untied, _) = try run(
            ["settlement", "s.csv", "--gateway", "stripe", "--dry-run", "--json"],
            ["s.csv": spoilt])
        #expect(untied.status == 2)
        #expect(untied.output.contains("PAYOUT_COMPOSITION"))
        #expect(untied.errors.contains("BANK_TOTALS_DIFFER"))
    }

    @Test("settlement --mapping: any gateway's file, as text and as JSON") func mapped() throws {
        let mapping = """
            date_order: YYYY-MM-DD
            clock: HH:MM
            zone: Asia/Dubai
            currency: AED
            kind: charge
            statuses: { captured: OK, failed: "NO" }
            columns: { id: ID, status: S, created_at: Time, gross: Gross, net: Net }
            """
        let rows =
            "ID,S,Time,Gross,Net\n1,OK,2026-10-05 02:00,10.00,9.70\n2,NO,2026-10-05 02:00,5,0"
        let order = [
            "settlement", "s.csv", "--gateway", "paytabs", "--mapping", "m.yaml", "--dry-run",
        ]
        let (shown, _) = try run(order, ["s.csv": rows, "m.yaml": mapping])
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.contains("paytabs, 2 rows, of which 1 failed\n"), "\(shown.output)")
        #expect(shown.output.contains("9.70"))
        let (json, _) = try run(order + ["--json"], ["s.csv": rows, "m.yaml": mapping])
        #expect(json.output.contains("\"gateway\":\"paytabs\""), "\(json.output)")
        #expect(json.output.contains("\"fee\":\"0.30\",\"fee_tax\":\"0.00\",\"net\":\"9.70\""))
        #expect(json.output.contains("\"created_at\":\"2026-10-04T22:00:00.000Z\""))
        #expect(json.output.contains("\"status\":\"failed\""))
        let (wrong, _) = try run(order, ["s.csv": rows, "m.yaml": mapping + "\ncolour: red"])
        #expect(wrong.status == 78)
        #expect(wrong.errors.contains("BANK_MAPPING_INVALID"), "\(wrong.errors)")
        #expect(wrong.errors.contains("m.yaml:8:1 unknown key “colour”"), "\(wrong.errors)")
        let (none, _) = try run(
            ["settlement", "s.csv", "--gateway", "paytabs", "--dry-run"], ["s.csv": rows])
        #expect(none.status == 64)
        #expect(none.errors.contains("--mapping"), "\(none.errors)")
    }
}
