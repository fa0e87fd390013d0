import TestSupport
import Testing

/// A clinic whose system has payments, and of its gateway a file alone, over two months.
///
/// One payout crosses the month's end, one leaves the gateway on a day that is September's
/// at UTC and October's here and arrives a euro short, two come back a month later, of which
/// one had arrived, and is back at the gateway in October at UTC and in November here.
@Suite("Payouts of a file") struct FiledPayoutTests {
    private static let file = """
        automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,\
        currency,gross,fee,net,reporting_category,source_id
        po_A,2026-09-29 00:00:00,txn_1,2026-09-27 10:00:00,eur,100,3,97,charge,CH-1
        po_A,2026-09-29 00:00:00,txn_2,2026-09-28 10:00:00,eur,50,2,48,charge,CH-2
        po_B,2026-09-30 23:00:00,txn_3,2026-09-30 10:00:00,eur,40,1,39,charge,CH-3
        po_C,2026-10-30 00:00:00,txn_4,2026-10-05 10:00:00,eur,25,1,24,charge,CH-4
        ,,txn_5,2026-10-28 22:00:00,eur,-24,0,-24,payout,po_C
        ,,txn_6,2026-11-02 22:00:00,eur,24,0,24,payout_reversal,po_C
        po_D,2026-10-13 00:00:00,txn_7,2026-10-12 10:00:00,eur,10,0,10,charge,CH-5
        ,,txn_8,2026-10-13 00:00:00,eur,-10,0,-10,payout,po_D
        ,,txn_9,2026-10-31 23:30:00,eur,10,0,10,payout_reversal,po_D
        """

    private static func office() throws -> Office {
        let office = try Office(.schema)
        try office.change(books)
        try office.folder.write(file, to: "s.csv")
        let booked = try office.evclinic([
            "import", "settlement", "s.csv", "--gateway", "stripe", "--clinic", "filed",
        ])
        try #require(booked.status == 0, "\(booked.errors)")
        #expect(booked.output.contains("9 rows"), "\(booked.output)")
        return office
    }

    private static func run(_ office: Office, _ month: String) throws -> PrintedReceipt {
        let done = try office.billing("filed", month)
        let receipt = try #require(try PrintedReceipt.all(done).first, "\(done.errors)")
        #expect(receipt.ties_failed == 0, "\(done.output)")
        return receipt
    }

    private static func clearing(_ receipt: PrintedReceipt) throws -> [String] {
        try receipt.rows("gateway-clearing", "Line|Items|Amount")
    }

    @Test("go from the gateway to the bank, in transit, short and failed, and the account ties")
    func months() throws {
        let office = try Self.office()
        let september = try Self.run(office, "2026-09")
        #expect(
            try Self.clearing(september) == [
                "Opening, as the gateway states  0.00", "Charges 3 190.00", "Fees 3 -6.00",
                "Payouts 1 -145.00", "Cut-off at midnight UTC  -39.00", "Closing, computed  0.00",
                "Closing, as the gateway states  0.00",
                "Memo: payouts in transit at the end 1 145.00",
            ])
        #expect(
            try september.rows("in-transit", "Item|Currency|Amount|Since") == [
                "settled-payout:1 EUR 145.00 2026-09-29"
            ])
        let october = try Self.run(office, "2026-10")
        #expect(
            try Self.clearing(october) == [
                "Opening, as the gateway states  0.00", "Charges 2 35.00", "Fees 1 -1.00",
                "Payouts 3 -73.00", "Cut-off at midnight UTC  49.00", "Closing, computed  10.00",
                "Closing, as the gateway states  10.00",
                "Memo: payouts in transit at the end 1 24.00",
            ])
        #expect(
            try october.rows("exceptions", "Result|Item|Currency|Amount|Other side") == [
                "MISSING_IN_LEDGER bank:3 EUR -97.00 ",
                "AMOUNT_DIFFERENCE settled-payout:3 EUR 1.00 bank:2",
            ])
        #expect(
            try october.rows("in-transit", "Item|Currency|Amount|Since") == [
                "settled-payout:4 EUR 24.00 2026-10-30"
            ])
        let november = try Self.run(office, "2026-11")
        #expect(
            try Self.clearing(november) == [
                "Opening, as the gateway states  10.00", "Payouts that failed 2 34.00",
                "Cut-off at midnight UTC  -10.00", "Closing, computed  34.00",
                "Closing, as the gateway states  34.00",
                "Memo: payouts in transit at the end 0 0.00",
            ])
        #expect(
            try november.rows("exceptions", "Result|Item|Currency|Amount") == [
                "MISSING_IN_LEDGER bank:3 EUR -97.00", "PAYOUT_FAILED settled-payout:4 EUR 24.00",
                "PAYOUT_FAILED settled-payout:7 EUR 10.00",
            ])
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', link, rule, left_kind, left_ids, right_kind, right_ids)
                FROM worker.match WHERE link = 'ledger-bank'
                """) == ["ledger-bank 1 exact id import_payout {1,7} bank_entry {1,4}"])
    }

    @Test("are told by explain from both ends, and named in decisions") func named() throws {
        let office = try Self.office()
        _ = try Self.run(office, "2026-09")
        _ = try Self.run(office, "2026-10")
        func explain(_ what: String, _ id: String) throws -> String {
            let done = try office.evclinic(["explain", what, id, "--clinic", "filed"])
            #expect(done.status == 0, "\(done.errors)")
            return done.output
        }
        let payment = try explain("payment", "1")
        for word in ["settled:1", "settled-payout:1", "bank:1"] {
            #expect(payment.contains(word), "\(payment)")
        }
        let line = try explain("bank", "1")
        for word in ["settled-payout:1", "settled:1", "settled:2"] {
            #expect(line.contains(word), "\(line)")
        }
        let accepted = try office.evclinic([
            "match", "accept", "settled-payout:3", "bank:2", "--difference", "fee", "--reason",
            "the bank's fee", "--clinic", "filed",
        ])
        #expect(accepted.status == 0, "\(accepted.errors)")
        let october = try Self.run(office, "2026-10")
        #expect(
            try october.rows("exceptions", "Result|Item").filter { $0.contains("settled-payout:3") }
                == [])
        #expect(
            try october.rows("differences", "Type|Ledger|Other side|Currency|Difference")
                == ["fee settled-payout:3 bank:2 EUR 1.00"])
        try office.change(
            JournalDesk.map + """
                INSERT INTO clinic.account_map (clinic_id, event_kind, debit_account, credit_account)
                    VALUES (1, 'fee_bank', 'Bank charges', 'Bank'),
                        (1, 'payout_failed', 'Clearing', 'In transit');
                INSERT INTO clinic.tax_policy (clinic_id, valid_from, rounding_level, rounding_mode)
                    VALUES (1, '2020-01-01', 'line', 'half_up');
                """)
        let journal = try JournalDesk(office: office, clinic: "filed").make("2026-10")
        #expect(
            try JournalDesk.entries(journal)["DFI-000003"]
                == "2026-10-05: Bank charges 1.00, Bank -1.00")
        #expect(journal.ties_failed == 0)
    }

    /// A gateway's own words: B1 arrived, B2 did not come off, B3 has no rows, B4 was taken from the
    /// bank and sent back.
    private static let words = """
        ID,Kind,Status,Time,Gross,Net,Batch,UTR
        S1,Sale,OK,2026-10-05 10:00,100.00,97.00,B1,
        B1,Transfer,OK,2026-10-07 10:00,-97.00,-97.00,,UTR-1
        S2,Sale,OK,2026-10-06 10:00,50.00,49.00,B2,
        B2,Transfer,Declined,2026-10-08 10:00,-49.00,-49.00,,
        B3,Transfer,OK,2026-10-09 10:00,-500.00,-500.00,,UTR-3
        R1,Refund,OK,2026-10-10 10:00,-30.00,-30.00,B4,
        B4,Transfer,OK,2026-10-11 10:00,30.00,30.00,,UTR-4
        B5,Transfer,OK,2026-10-12 10:00,-30.00,-30.00,B4,
        """
    private static let mapping = """
        date_order: YYYY-MM-DD
        clock: HH:MM
        zone: Europe/Berlin
        currency: EUR
        kinds: { charge: Sale, refund: Refund, payout: Transfer }
        statuses: { captured: OK, failed: Declined }
        columns:
          { id: ID, kind: Kind, status: Status, created_at: Time, gross: Gross, net: Net, payout: Batch,
            trace: UTR }
        """

    @Test("are what their own rows say, and judged where rows are known; overlapping files agree")
    func words() throws {
        let office = try Office(.schema)
        try office.change(Self.books)
        try office.change("DELETE FROM clinic.gateway_balance")
        try office.folder.write(Self.mapping, to: "m.yaml")
        func book(_ text: String, _ name: String) throws {
            try office.folder.write(text, to: name)
            let done = try office.evclinic([
                "import", "settlement", name, "--gateway", "acme", "--mapping", "m.yaml",
                "--clinic", "filed", "--accept", "the first",
            ])
            #expect(done.status == 0, "\(done.errors)\(done.output)")
        }
        // The same sale before anybody knew its payout, and the payout before its trace.
        try book(
            Self.words.split(separator: "\n").prefix(2).joined(separator: "\n").replacing(
                "B1", with: ""), "a.csv")
        try book(Self.words.replacing("UTR-1", with: ""), "b.csv")
        try book(Self.words, "c.csv")
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', reference, trim_scale(amount), trace, is_itemised,
                    returned_at AT TIME ZONE 'Europe/Berlin')
                FROM worker.payout_line ORDER BY reference
                """) == [
                    "B1 97 UTR-1 t", "B2 49 B2 t 2026-10-08 10:00:00", "B3 500 UTR-3 f",
                    "B4 -30 UTR-4 t 2026-10-12 10:00:00",
                ])
        let october = try office.billing("filed", "2026-10")
        let receipt = try #require(try PrintedReceipt.all(october).first, "\(october.errors)")
        #expect(
            try receipt.rows("exceptions", "Result|Item|Amount").filter {
                $0.contains("payout")
            }.map { $0.replacing(/settled-payout:\d+/, with: "payout") }
                == [
                    "MISSING_IN_BANK payout 500.00", "PAYOUT_FAILED payout 49.00",
                    "PAYOUT_FAILED payout -30.00",
                ])
        #expect(receipt.ties_failed == 0)
        let sale = try office.told("SELECT min(id)::text FROM worker.gateway_line")
        let payout = try office.told(
            "SELECT id::text FROM worker.payout_line WHERE reference = 'B1'")
        let chain = try office.evclinic(["explain", "bank", "3", "--clinic", "filed"])
        #expect(chain.output.contains("settled-payout:\(payout[0])"), "\(chain.output)")
        #expect(chain.output.contains("settled:\(sale[0]) "), "\(chain.output)")
    }

    @Test("are the books' own where the books have them, and gone when the file is taken back")
    func own() throws {
        let office = try Self.office()
        try office.change(
            """
            INSERT INTO clinic.payout (clinic_id, id, gateway, reference, currency, amount,
                    created_at, expected_on, trace_id, status)
                VALUES (1, 7, 'stripe', 'po_A', 'EUR', 145, '2026-09-29 02:00+02', '2026-10-01',
                    'po_A', 'paid')
            """)
        let september = try Self.run(office, "2026-09")
        #expect(try september.rows("in-transit", "Item") == ["payout:7"])
        let undone = try office.evclinic([
            "import", "undo", "1", "--clinic", "filed", "--reason", "a test",
        ])
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(try office.told("SELECT reference FROM worker.payout_line").isEmpty)
    }

    private static let books =
        Office.founding("filed") + """
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, gateway,
                    gateway_reference, received_on, recorded_at, currency, amount, purpose, status)
                SELECT 1, id, 1, 'card', 'card', 'stripe', 'CH-' || id, day::date,
                    day::timestamptz, 'EUR', amount, 'advance', 'captured'
                FROM (VALUES (1, '2026-09-27', 100), (2, '2026-09-28', 50), (3, '2026-09-30', 40),
                    (4, '2026-10-05', 25), (5, '2026-10-12', 10)) AS paid (id, day, amount);
            INSERT INTO clinic.gateway_balance (clinic_id, gateway, balance_on, currency, amount)
                VALUES (1, 'stripe', '2026-08-31', 'EUR', 0), (1, 'stripe', '2026-09-30', 'EUR', 0),
                    (1, 'stripe', '2026-10-31', 'EUR', 10), (1, 'stripe', '2026-11-30', 'EUR', 34);
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
                VALUES (1, 1, 'House bank', 'DE1', 'EUR');
            INSERT INTO clinic.bank_statement (clinic_id, id, bank_account_id, sequence, from_date,
                    until_date, opening, closing, source_sha256)
                VALUES (1, 1, 1, 1, '2026-09-01', '2026-10-01', 0, 0, 'a'),
                    (1, 2, 1, 2, '2026-10-01', '2026-11-01', 0, 290, 'b');
            INSERT INTO clinic.bank_entry (clinic_id, id, bank_statement_id, booked_on, value_on,
                    amount, reference, narration)
                VALUES (1, 1, 2, '2026-10-01', '2026-10-01', 145, 'po_A', 'STRIPE'),
                    (1, 2, 2, '2026-10-05', '2026-10-05', 38, 'po_B', 'STRIPE'),
                    (1, 3, 2, '2026-10-09', '2026-10-09', 97, 'UTR-1', 'ACME'),
                    (1, 4, 2, '2026-10-14', '2026-10-14', 10, 'po_D', 'STRIPE');
            """
}
