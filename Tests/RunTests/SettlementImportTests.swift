import TestSupport
import Testing

@Suite("Settlement imports") struct SettlementImportTests {
    private static let titles = """
        automatic_payout_id,balance_transaction_id,created_utc,currency,gross,fee,net,\
        reporting_category,source_id
        """
    private static let october = [
        "po_1,txn_1,2026-10-05 14:03:11,usd,100.00,3.20,96.80,charge,ch_1",
        "po_1,txn_2,2026-10-05 14:03:11,usd,100.00,3.20,96.80,charge,ch_1",
        "po_1,txn_3,2026-10-06 08:00:00,usd,-20.00,0.00,-20.00,refund,re_1",
        "po_1,txn_4,2026-10-07 00:00:00,usd,-173.60,0.00,-173.60,payout,po_1",
    ]

    /// An office, and a clinic whose gateway sends files.
    private struct Counter {
        let office: Office

        init() throws { office = try Office() }

        func book(
            _ rows: [String], as name: String = "a.csv", _ more: String...
        ) throws -> Program {
            try office.folder.write(
                ([SettlementImportTests.titles] + rows).joined(separator: "\n"), to: name)
            return try office.evclinic(
                [
                    "import", "settlement", name, "--gateway", "stripe", "--clinic",
                    "harbor-dental",
                ] + more)
        }

        func undo(_ id: Int) throws -> Program {
            try office.evclinic([
                "import", "undo", "\(id)", "--clinic", "harbor-dental", "--reason", "a test",
            ])
        }

        /// What counts, in its order.
        func lines() throws -> [String] {
            try office.told(
                """
                SELECT concat_ws(' ', reference, kind, trim_scale(net), payout_reference)
                FROM worker.gateway_line ORDER BY reference, kind, net, occurrence
                """)
        }

        func trail() throws -> [String] {
            try office.told(
                """
                SELECT action || ' ' || entity_id FROM clinic.audit_log
                WHERE action LIKE 'settlement.%' ORDER BY id
                """)
        }
    }

    @Test("are booked whole, audited, and the same file twice changes nothing") func twice() throws
    {
        let counter = try Counter()
        let first = try counter.book(Self.october)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("Booked “a.csv” as import 1: 4 rows."))
        let lines = [
            "ch_1 charge 96.8 po_1", "ch_1 charge 96.8 po_1", "re_1 refund -20 po_1",
        ]
        #expect(try counter.lines() == lines)
        let again = try counter.book(Self.october, as: "b.csv", "--json")
        #expect(again.status == 0)
        #expect(again.output.contains("\"state\":\"already\""))
        #expect(again.output.contains("\"kind\":\"settlement\""))
        #expect(try counter.lines() == lines)
        #expect(try counter.trail() == ["settlement.import 1"])
        #expect(try counter.office.told("SELECT 'left' FROM worker.staging").isEmpty)
        let list = try counter.office.evclinic(["import", "list", "--clinic", "harbor-dental"])
        #expect(list.output.contains("stripe"), "\(list.output)")
    }

    @Test("that overlap count once, whichever is taken back; a later payout is the row's too")
    func overlap() throws {
        let counter = try Counter()
        let open = Self.october[0].replacing("po_1,", with: ",")
        #expect(try counter.book([open]).status == 0)
        #expect(try counter.lines() == ["ch_1 charge 96.8"])
        let number = "SELECT min(id)::text FROM worker.gateway_line"
        let first = try counter.office.told(number)
        let later = try counter.book(Self.october, as: "b.csv")
        #expect(later.status == 0, "\(later.errors)")
        let all = [
            "ch_1 charge 96.8 po_1", "ch_1 charge 96.8 po_1", "re_1 refund -20 po_1",
        ]
        #expect(try counter.lines() == all)
        #expect(try counter.office.told(number) == first, "decisions name it by its number")
        #expect(try counter.undo(1).output.contains("Took “a.csv” back, import 1: 1 row."))
        #expect(try counter.lines() == all)
        #expect(try counter.undo(2).status == 0)
        #expect(try counter.lines().isEmpty)
        #expect(try counter.book([open]).status == 0)
        #expect(try counter.lines() == ["ch_1 charge 96.8"])
        #expect(
            try counter.trail() == [
                "settlement.import 1", "settlement.import 2", "settlement.import.undo 1",
                "settlement.import.undo 2", "settlement.import 3",
            ])
    }

    @Test("whose payout is not its rows are booked for a reason, rows that do not tie for none")
    func findings() throws {
        let counter = try Counter()
        let short = Array(Self.october.dropFirst())
        let refused = try counter.book(short)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("PAYOUT_COMPOSITION  line 4"), "\(refused.errors)")
        #expect(try counter.lines().isEmpty)
        let accepted = try counter.book(short, as: "a.csv", "--accept", "the rest is older")
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(
            try counter.office.told(
                "SELECT after ->> 'because' FROM clinic.audit_log WHERE action = 'settlement.import'"
            )
                == ["the rest is older"])
        let untied = [Self.october[0].replacing("3.20,", with: "3.21,")]
        #expect(try counter.book(untied, as: "b.csv").errors.contains("ROW_UNTIED  line 2"))
        let never = try counter.book(untied, as: "b.csv", "--accept", "please")
        #expect(never.status == 65)
        #expect(never.errors.contains("line 2: 100.00 less 3.21"), "\(never.errors)")
        let large = Self.october[0].replacing(
            "100.00,3.20,96.80", with: "10000000000000000,0,10000000000000000")
        let over = try counter.book([large], as: "c.csv")
        #expect(over.errors.contains("is no amount of USD"), "\(over.errors)")
        let denied = try counter.book(Self.october, as: "d.csv", "--as", "rita.harbor-dental")
        #expect(denied.errors.contains("ACCESS_DENIED"))
        #expect(try counter.office.told("SELECT id::text FROM worker.import_file").count == 1)
        let dry = try counter.office.evclinic([
            "import", "settlement", "d.csv", "--gateway", "stripe", "--dry-run",
        ])
        #expect(dry.status == 0, "\(dry.errors)")
    }

    @Test("are named in decisions, unless the clinic's own row has it or they were taken back")
    func decisions() throws {
        let counter = try Counter()
        #expect(try counter.book(Self.october).status == 0)
        func reject(_ id: Int) throws -> Program {
            try counter.office.evclinic([
                "match", "reject", "payment:1", "settled:\(id)", "--clinic", "harbor-dental",
                "--reason", "a test",
            ])
        }
        #expect(try reject(1).status == 0)
        let copy = """
            INSERT INTO clinic.gateway_transaction SELECT clinic_id, 1000000, gateway, reference,
                kind, currency, gross, fee, fee_tax, net, 'captured', NULL, created_at, NULL
            FROM worker.import_settlement WHERE id = 3
            """
        try counter.office.change(copy)
        #expect(try reject(3).errors.contains("MATCH_ITEM_UNKNOWN"))
        #expect(try counter.undo(1).status == 0)
        #expect(try reject(2).errors.contains("MATCH_ITEM_UNKNOWN"))
    }

    @Test("of ten thousand rows are one transaction, and disputes won are adjustments")
    func many() throws {
        let counter = try Counter()
        let rows = (1...10_000).map {
            ",txn_\($0),2026-10-05 14:03:11,usd,0.01,0,0.01,charge,ch_\($0)"
        }
        let won = ",txn_w,2026-10-05 14:03:11,usd,5,0,5,dispute_reversal,dp_1"
        let booked = try counter.book(rows + [won])
        #expect(booked.status == 0, "\(booked.errors)")
        #expect(
            try counter.office.told(
                """
                SELECT concat_ws(' ', kind, count(*), sum(net), max(place))
                FROM worker.gateway_line GROUP BY kind ORDER BY kind
                """) == ["adjustment 1 5.0000 10001", "charge 10000 100.0000 10000"])
    }

    /// Amounts with fees within, and words of its own.
    private static let mapping = """
        date_order: DD-MM-YYYY
        clock: HH:MM
        zone: "+04:00"
        currency: AED
        kinds: { charge: Sale, refund: Refund, payout: Transfer }
        statuses: { captured: OK, failed: Declined }
        columns:
          { id: ID, kind: Kind, status: Status, created_at: Time, gross: Gross, net: Net, payout: Batch }
        """
    private static let paytabs = """
        ID,Kind,Status,Time,Gross,Net,Batch
        S1,Sale,OK,05/10/2026 01:30,100.00,97.00,B1
        S2,Sale,Declined,05/10/2026 01:31,40.00,0.00,
        S3,Refund,OK,05/10/2026 01:32,-10.00,-10.00,B1
        B1,Transfer,OK,06/10/2026 00:00,-87.00,-87.00,
        """

    /// Orders the import of a mapped file.
    private func order(_ counter: Counter, _ text: String, _ more: String...) throws -> Program {
        try counter.office.folder.write(Self.mapping, to: "m.yaml")
        try counter.office.folder.write(text, to: "p.csv")
        return try counter.office.evclinic(
            [
                "import", "settlement", "p.csv", "--gateway", "paytabs", "--mapping", "m.yaml",
                "--clinic", "harbor-dental",
            ] + more)
    }

    @Test("of a gateway with a mapping are booked under the gateway's name, what failed as such")
    func mapped() throws {
        let counter = try Counter()
        let unknown = try order(counter, Self.paytabs)
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("GATEWAY_UNKNOWN"), "\(unknown.errors)")
        #expect(try counter.lines().isEmpty)
        let booked = try order(counter, Self.paytabs, "--accept", "the first of them")
        #expect(booked.status == 0, "\(booked.errors)")
        #expect(
            try counter.office.told(
                """
                SELECT concat_ws(' ', gateway, reference, kind, currency, trim_scale(gross),
                    trim_scale(fee), trim_scale(net), is_captured,
                    to_char(created_at AT TIME ZONE 'UTC', 'DD HH24:MI'), payout_reference)
                FROM worker.gateway_line ORDER BY reference
                """) == [
                    "paytabs S1 charge AED 100 3 97 t 04 21:30 B1",
                    "paytabs S2 charge AED 40 0 40 f 04 21:31",
                    "paytabs S3 refund AED -10 0 -10 t 04 21:32 B1",
                ])
        let list = try counter.office.evclinic(["import", "list", "--clinic", "harbor-dental"])
        #expect(list.output.contains("paytabs"), "\(list.output)")
        let later = Self.paytabs.replacing("97.00", with: "96.00").replacing("87.00", with: "86.00")
        let known = try order(counter, later)
        #expect(known.status == 0, "a gateway that was booked is known: \(known.errors)")
    }

    @Test(
        "that a mapping does not fit are refused, and nothing is booked",
        arguments: [
            ("100.00", "\"1.234,56\"", "line 2, column 29, Gross"), ("Sale,OK", "Sal,OK", "“Sal”"),
            ("05/10/2026 01:30", "30/02/2026 01:30", "line 2, column 12, Time"),
            ("Batch", "Bach", "there is no column “Batch”; there is “Bach”"),
            ("B1,Transfer,OK", "B1,Transfer,Maybe", "line 5, column 13, Status: “Maybe”"),
        ])
    func misfits(old: String, new: String, said: String) throws {
        let counter = try Counter()
        let refused = try order(
            counter, Self.paytabs.replacing(old, with: new), "--accept", "whatever")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("BANK_FILE_INVALID"))
        #expect(refused.errors.contains(said), "\(refused.errors)")
        #expect(try counter.office.told("SELECT id::text FROM worker.import_file").isEmpty)
    }
}
