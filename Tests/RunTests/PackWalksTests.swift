import TestSupport
import Testing

/// The seven walks of the design, each followed through every report of September's and October's
/// pack that it touches; figures are worked out by hand from the design, not read off the program.
@Suite("Walks through the pack") struct PackWalksTests {
    /// W-1 of 100.00 is paid by card on 10 September, and C-1 credits 30.00 on 5 October.
    ///
    /// They go back by card. The allocation of 100.00 is undone whole, and 100 − 30 = 70.00 are
    /// allocated anew.
    @Test("1: a refund in the next month lowers October's sales, and leaves nothing open")
    func refund() throws {
        let (september, october) = try Walks.months()
        try september.expect(
            "sales-register", Walks.sold, of: "Walk 1",
            "Walk 1 W-1 2026-09-10 100.00 0.00 100.00 issued")
        try september.expect(
            "revenue", Walks.earned, of: "Walk 1", "Walk 1 Walk 1 1 100.00 0.00")
        try september.expect(
            "collections", Walks.taken, of: "2026-09-10", "2026-09-10 card 1 100.00 0.00 100.00")
        try september.expect(
            "patient-advances", Walks.held, of: "Walk 1",
            "Walk 1 invoice 0.00 100.00 100.00 0.00 0.00 0.00")
        try september.expect("receivables-aging", Walks.owed, of: "Walk 1")

        try october.expect(
            "sales-register", Walks.sold, of: "Walk 1",
            "Walk 1 C-1 2026-10-05 -30.00 0.00 -30.00 issued")
        try october.expect("revenue", Walks.earned, of: "Walk 1", "Walk 1 Walk 1 1 -30.00 0.00")
        try october.expect(
            "credit-notes", Walks.noted + "|Approved by", of: "Walk 1",
            "Walk 1 C-1 W-1 30.00 0.00 30.00 100.00 30.00  card 30.00 mia")
        try october.expect(
            "collections", Walks.taken, of: "2026-10-05", "2026-10-05 card 0 0.00 30.00 -30.00")
        // Applied is −100 + 70; opening 0 + 30 not applied − 30 refunded is 0.
        try october.expect(
            "patient-advances", Walks.held, of: "Walk 1",
            "Walk 1 invoice 0.00 0.00 -30.00 30.00 0.00 0.00")
        // 100 − 30 credited − 70 allocated is nothing.
        try october.expect("receivables-aging", Walks.owed, of: "Walk 1")
        try october.expect("exceptions", Walks.broken, of: "invoice:1")
        try october.expect("gateway-clearing", Walks.moved, of: "Refunds", "Refunds 1 -30.00")
        try october.expect(
            "payment-reconciliation", Walks.linked, of: "Books and gateway",
            "Books and gateway MATCHED_EXACT 1 -30.00 1 -30.00")
        // All that is exempt in October.
        try october.expect(
            "tax-return", Walks.returned, of: "EXE",
            "EXE  0.00 0.00 -30.00 0.00 0.00 0.00 -30.00 0.00")
    }

    /// W-2 of 200.00 bears 10 %, 20.00, and is due on 30 September; in October the rate is 20 %.
    ///
    /// On 8 October C-2 credits 50.00 at the invoice's 10 %, 5.00, and W-8 bills 45.00 at 20 %,
    /// 9.00. On the 9th a transfer brings 220 − 55 = 165.00.
    @Test("2: a partial credit note after a rate change has the rate of its invoice")
    func credit() throws {
        let (september, october) = try Walks.months()
        try september.expect(
            "sales-register", Walks.sold, of: "Walk 2",
            "Walk 2 W-2 2026-09-12 200.00 20.00 220.00 issued")
        try september.expect(
            "revenue", Walks.earned, of: "Walk 2", "Walk 2 Walk 2 1 200.00 20.00")
        try september.expect(
            "tax-return", Walks.returned, of: "STD",
            "STD 10.00 200.00 20.00 0.00 0.00 0.00 0.00 200.00 20.00")
        try september.expect(
            "tax-summary", Walks.taxed, of: "STD", "STD 10.00 1 200.00 20.00 20.00 0.00 0.00")
        try september.expect(
            "receivables-aging", Walks.owed, of: "Walk 2",
            "Walk 2 1 220.00 0.00 0.00 0.00 0.00 0.00 220.00")
        try september.expect(
            "exceptions", Walks.broken, of: "invoice:2",
            "invoice:2 SHORT_PAID 220.00 2026-09-30 0 yes")

        try october.expect(
            "sales-register", Walks.sold, of: "Walk 2",
            "Walk 2 C-2 2026-10-08 -50.00 -5.00 -55.00 issued",
            "Walk 2 W-8 2026-10-08 45.00 9.00 54.00 issued")
        // −50 + 45, and −5 + 9.
        try october.expect("revenue", Walks.earned, of: "Walk 2", "Walk 2 Walk 2 2 -5.00 4.00")
        try october.expect(
            "credit-notes", Walks.noted, of: "Walk 2",
            "Walk 2 C-2 W-2 50.00 5.00 55.00 220.00 55.00   0.00")
        try october.expect(
            "tax-return", Walks.returned + "|Valid from", of: "STD",
            "STD 10.00 0.00 0.00 -50.00 -5.00 0.00 0.00 -50.00 -5.00 2020-01-01",
            "STD 20.00 45.00 9.00 0.00 0.00 0.00 0.00 45.00 9.00 2026-10-01")
        try october.expect(
            "tax-summary", Walks.taxed, of: "STD", "STD 10.00 1 -50.00 -5.00 -5.00 -50.00 -5.00",
            "STD 20.00 1 45.00 9.00 9.00 0.00 0.00")
        try october.expect("tax-variances", "Document|Reason")
        try october.expect(
            "collections", Walks.taken, of: "2026-10-09",
            "2026-10-09 bank_transfer 1 165.00 0.00 165.00")
        try october.expect(
            "patient-advances", Walks.held, of: "Walk 2",
            "Walk 2 invoice 0.00 165.00 165.00 0.00 0.00 0.00")
        // W-8 alone, due on 7 November: 220 − 55 − 165 of W-2 is nothing.
        try october.expect(
            "receivables-aging", Walks.owed, of: "Walk 2",
            "Walk 2 1 54.00 0.00 0.00 0.00 0.00 0.00 54.00")
        try october.expect("exceptions", Walks.broken, of: "invoice:2")
    }

    /// W-3 of 70.00 is paid by card on 15 September, and taken back by the bank on the 28th.
    ///
    /// The gateway takes 15.00 for it; on 12 October the dispute is lost, and the allocation is
    /// undone.
    @Test("3: a chargeback that is lost leaves the gateway in September, and is owed in October")
    func chargeback() throws {
        let (september, october) = try Walks.months()
        try september.expect(
            "sales-register", Walks.sold, of: "Walk 3",
            "Walk 3 W-3 2026-09-15 70.00 0.00 70.00 issued")
        try september.expect("revenue", Walks.earned, of: "Walk 3", "Walk 3 Walk 3 1 70.00 0.00")
        try september.expect(
            "collections", Walks.taken, of: "2026-09-15", "2026-09-15 card 1 70.00 0.00 70.00")
        try september.expect(
            "patient-advances", Walks.held, of: "Walk 3",
            "Walk 3 invoice 0.00 70.00 70.00 0.00 0.00 0.00")
        try september.expect("receivables-aging", Walks.owed, of: "Walk 3")
        try september.expect("gateway-clearing", Walks.moved, of: "Disputes", "Disputes 1 -70.00")
        try september.expect("exceptions", Walks.broken, of: "dispute")

        try october.expect("sales-register", Walks.sold, of: "Walk 3")
        try october.expect("credit-notes", Walks.noted, of: "Walk 3")
        try october.expect("collections", Walks.taken, of: "2026-10-12")
        try october.expect("gateway-clearing", Walks.moved, of: "Disputes")
        // Not applied any more, and lost.
        try october.expect(
            "patient-advances", Walks.held, of: "Walk 3",
            "Walk 3 invoice 0.00 0.00 -70.00 0.00 70.00 0.00")
        // From 15 September to 31 October are 15 + 31 = 46 days.
        try october.expect(
            "receivables-aging", Walks.owed, of: "Walk 3",
            "Walk 3 1 0.00 0.00 70.00 0.00 0.00 0.00 70.00")
        try october.expect(
            "exceptions", Walks.broken, of: "invoice:3",
            "invoice:3 SHORT_PAID 70.00 2026-09-15 46 yes")
    }

    /// 42.00 come by card on 20 September for what RED taxes at 5 %: 42 ÷ 1.05 = 40.00, and 2.00.
    ///
    /// W-7 bills the visit of 2 October, 40.00 and 2.00, and the advance is applied to it.
    @Test("4: an advance that is applied later is taxed once, on receipt") func advance() throws {
        let (september, october) = try Walks.months()
        try september.expect("sales-register", Walks.sold, of: "Walk 4")
        try september.expect(
            "collections", Walks.taken, of: "2026-09-20", "2026-09-20 card 1 42.00 0.00 42.00")
        try september.expect(
            "patient-advances", Walks.held, of: "Walk 4",
            "Walk 4 advance 0.00 42.00 0.00 0.00 0.00 42.00")
        try september.expect(
            "receivables-aging", Walks.owed + "|Advances (memo)", of: "Walk 4",
            "Walk 4 0 0.00 0.00 0.00 0.00 0.00 0.00 0.00 42.00")
        try september.expect(
            "tax-return", Walks.returned, of: "RED",
            "RED 5.00 0.00 0.00 0.00 0.00 40.00 2.00 40.00 2.00")
        try september.expect("tax-summary", Walks.taxed, of: "RED")

        try october.expect(
            "sales-register", Walks.sold, of: "Walk 4",
            "Walk 4 W-7 2026-10-02 40.00 2.00 42.00 issued")
        try october.expect("revenue", Walks.earned, of: "Walk 4", "Walk 4 Walk 4 1 40.00 2.00")
        try october.expect("collections", Walks.taken, of: "2026-10-02")
        try october.expect(
            "patient-advances", Walks.held, of: "Walk 4",
            "Walk 4 advance 42.00 0.00 42.00 0.00 0.00 0.00")
        try october.expect("receivables-aging", Walks.owed, of: "Walk 4")
        try october.expect(
            "tax-return", Walks.returned, of: "RED",
            "RED 5.00 40.00 2.00 0.00 0.00 -40.00 -2.00 0.00 0.00")
        try october.expect(
            "tax-summary", Walks.taxed, of: "RED", "RED 5.00 1 40.00 2.00 2.00 0.00 0.00")
        try october.expect("unbilled-visits", "Completed on|Visit")
    }

    /// 11.00 of 29 and 22.00 of 30 September go to the bank with one slip of 33.00 on the 30th.
    ///
    /// The bank books it on 1 October. The drawer begins each day with 50.00.
    @Test("5: a cash deposit of two days is in the drawer, on its way, and at the bank")
    func deposit() throws {
        let (september, october) = try Walks.months()
        try september.expect(
            "sales-register", Walks.sold, of: "Walk 5",
            "Walk 5 W-4 2026-09-29 11.00 0.00 11.00 issued",
            "Walk 5 W-5 2026-09-30 22.00 0.00 22.00 issued")
        try september.expect("revenue", Walks.earned, of: "Walk 5", "Walk 5 Walk 5 2 33.00 0.00")
        try september.expect(
            "collections", "Method|Day|Payments|Received", of: "cash", "cash 2026-09-29 1 11.00",
            "cash 2026-09-30 1 22.00")
        // 50 + 11 and 50 + 22.
        try september.expect(
            "day-sheet",
            "Day|Drawer|Float|Cash received|Cash refunded|Paid out|Expected|Counted|Verdict",
            "2026-09-29 Desk 50.00 11.00 0.00 0.00 61.00 61.00 agrees",
            "2026-09-30 Desk 50.00 22.00 0.00 0.00 72.00 72.00 agrees")
        try september.expect(
            "payment-reconciliation", Walks.linked, of: "Cash",
            "Cash and deposit slips MATCHED_EXACT 2 33.00 2 33.00")
        try september.expect(
            "in-transit", Walks.broken, of: "deposit:",
            "deposit:1 IN_TRANSIT 33.00 2026-09-30 0 yes")
        try september.expect(
            "patient-advances", Walks.held, of: "Walk 5",
            "Walk 5 invoice 0.00 33.00 33.00 0.00 0.00 0.00")
        try september.expect("receivables-aging", Walks.owed, of: "Walk 5")

        #expect(try october.rows("in-transit", "Item").isEmpty)
        try october.expect("exceptions", Walks.broken, of: "deposit")
        try october.expect("day-sheet", "Day")
        try october.expect("patient-advances", Walks.held, of: "Walk 5")
    }

    /// W-6 of 250.00 is paid by card: 190.00 on 28 and 60.00 on 30 September.
    ///
    /// Fees of 2 % and 0.50, and 10 % of them: 2.50 + 0.25 of 100, 1.90 + 0.19 of 70, 1.34 + 0.13
    /// of 42, 4.30 + 0.43 of 190, 1.70 + 0.17 of 60. PO-1 of 22 September is 97.25 + 67.91 + 40.53
    /// = 205.69, at the bank on the 24th. PO-2 of the 30th is 185.27 less the dispute's 70 + 15, so
    /// 100.27, at the bank on 2 October. PO-3 of 1 October is 58.13, of September's charge, at the
    /// bank on the 5th.
    @Test("6: a payout with fees across a month's end is in clearing, in transit, and at the bank")
    func payout() throws {
        let (september, october) = try Walks.months()
        try september.expect(
            "sales-register", Walks.sold, of: "Walk 6",
            "Walk 6 W-6 2026-09-28 250.00 0.00 250.00 issued")
        try september.expect("revenue", Walks.earned, of: "Walk 6", "Walk 6 Walk 6 1 250.00 0.00")
        try september.expect(
            "collections", Walks.taken, of: "2026-09-28", "2026-09-28 card 1 190.00 0.00 190.00")
        try september.expect(
            "collections", Walks.taken, of: "2026-09-30 card", "2026-09-30 card 1 60.00 0.00 60.00")
        try september.expect(
            "patient-advances", Walks.held, of: "Walk 6",
            "Walk 6 invoice 0.00 250.00 250.00 0.00 0.00 0.00")
        // Fees 2.50 + 1.90 + 1.34 + 4.30 + 1.70 + 15, tax 0.25 + 0.19 + 0.13 + 0.43 + 0.17, payouts
        // 205.69 + 100.27; 462 − 70 − 26.74 − 1.17 − 305.96 = 58.13.
        try september.expect(
            "gateway-clearing", Walks.moved, "Opening, as the gateway states  0.00",
            "Charges 5 462.00", "Disputes 1 -70.00", "Fees 6 -26.74", "Tax on fees 5 -1.17",
            "Payouts 2 -305.96", "Cut-off at midnight UTC  0.00", "Closing, computed  58.13",
            "Closing, as the gateway states  58.13",
            "Memo: payouts in transit at the end 1 100.27")
        try september.expect(
            "in-transit", Walks.broken, of: "payout:",
            "payout:2 IN_TRANSIT 100.27 2026-09-30 0 yes")

        try october.expect(
            "gateway-clearing", Walks.moved, "Opening, as the gateway states  58.13",
            "Refunds 1 -30.00", "Payouts 1 -58.13", "Cut-off at midnight UTC  0.00",
            "Closing, computed  -30.00", "Closing, as the gateway states  -30.00",
            "Memo: payouts in transit at the end 0 0.00")
        #expect(try october.rows("in-transit", "Item").isEmpty)
        try october.expect("exceptions", Walks.broken, of: "payout")
        try october.expect("patient-advances", Walks.held, of: "Walk 6")
    }

    /// W-9 of 20 September, 80.00 and 10 % of it, bills the visit of that day.
    ///
    /// It is recorded on 15 October, when September is closed, and due on the 20th.
    @Test("7: an invoice recorded late into a closed month is owed and reported from October on")
    func late() throws {
        let (september, october) = try Walks.months()
        try september.expect("sales-register", Walks.sold, of: "Walk 7")
        try september.expect("receivables-aging", Walks.owed, of: "Walk 7")
        try september.expect(
            "unbilled-visits", "Completed on|Visit|Age|Reason", "2026-09-20 1 10 on no document")

        try october.expect("receivables", "Prior period", "88.00")
        // 31 − 20 = 11 days since it was due; 10 + 31 = 41 since its own day.
        try october.expect(
            "receivables-aging", Walks.owed, of: "Walk 7",
            "Walk 7 1 0.00 88.00 0.00 0.00 0.00 0.00 88.00")
        try october.expect(
            "exceptions", Walks.broken, of: "invoice:9",
            "invoice:9 SHORT_PAID 88.00 2026-10-20 11 yes",
            "invoice:9 BACKDATED 88.00 2026-09-20 41 ")
        try october.expect("unbilled-visits", "Completed on|Visit")
        // W-7, W-8 and W-9 are given in October.
        try october.expect("number-gaps", "After|Before")
    }

    /// It keeps its own date, and posts to the first open period.
    @Test("7: its number and its revenue are October's, as what is owed is") func posted() throws {
        let october = try Walks.months().october
        try october.expect(
            "sales-register", Walks.sold, of: "Walk 7",
            "Walk 7 W-9 2026-09-20 80.00 8.00 88.00 issued")
        try october.expect("revenue", Walks.earned, of: "Walk 7", "Walk 7 Walk 7 1 80.00 8.00")
    }

    /// September's return was filed without it.
    @Test("7: its tax is in October's return") func declared() throws {
        let october = try Walks.months().october
        try october.expect(
            "tax-return", "Tax code|Rate %|Return: base|Return: tax", of: "FIT",
            "FIT 10.00 80.00 8.00")
        try october.expect(
            "tax-summary", Walks.taxed, of: "FIT", "FIT 10.00 1 80.00 8.00 8.00 0.00 0.00")
    }

    /// Each figure names the walks that it is of.
    @Test("sum to the totals of both months, and every tie holds") func sums() throws {
        let walks = try Walks.made.get()
        try Self.expectSeptember(walks.september)
        try Self.expectOctober(walks.october)
        for receipt in [walks.september, walks.october, walks.again] {
            #expect(receipt.ties_failed == 0)
            #expect(try receipt.rows("certificate", "Result").allSatisfy { $0 == "PASS" })
            for sheet in ["void-invoices", "adjustments", "number-gaps", "tax-variances"] {
                #expect(receipt.file("-\(sheet).csv")?.rows == 0, "\(sheet)")
            }
        }
    }

    private static func expectSeptember(_ september: PrintedReceipt) throws {
        // 100 (1) + 220 (2) + 70 (3) + 33 (5) + 250 (6); allocated all but (2).
        try september.expect(
            "receivables", Walks.flow, "0.00 673.00 0.00 -453.00 0.00 0.00 0.00 220.00 220.00")
        try september.expect("credit-notes", "Number")
        // 100 (1) + 70 (3) + 33 (5) + 250 (6).
        try september.expect(
            "tax-return", Walks.returned, of: "EXE",
            "EXE  453.00 0.00 0.00 0.00 0.00 0.00 453.00 0.00")
        // Charges of 100 (1) + 70 (3) + 42 (4) + 250 (6), less 70 + 15 (3). The payments of (1) and
        // (3) had seven days to be allocated.
        try september.expect(
            "payment-reconciliation", Walks.linked,
            "Books and gateway MATCHED_EXACT 6 377.00 6 377.00",
            "Gateway's rows and payouts MATCHED_AGGREGATE 2 305.96 2 305.96",
            "Cash and deposit slips MATCHED_EXACT 2 33.00 2 33.00",
            "Books and bank MATCHED_EXACT 1 205.69 1 205.69",
            "Books and bank IN_TRANSIT 2 133.27 0 0.00",
            "Books and bank OUT_OF_SCOPE 0 0.00 1 -500.00",
            "Invoices and allocations MATCHED_EXACT 5 453.00 5 453.00",
            "Invoices and allocations SHORT_PAID 1 220.00 1 0.00",
            "Payments and their use MATCHED_EXACT 2 170.00 2 170.00")
        // 205.69 − 500 of rent; 33 (5) + 100.27 (6) are on their way.
        try september.expect(
            "bank-reconciliation", "Line|Amount", "Opening balance of the bank 1000.00",
            "Entries -294.31", "Closing balance of the bank 705.69",
            "In transit: not yet at the bank 133.27",
            "Missing at the bank after the agreed days 0.00", "At the bank, not in the books 0.00",
            "Other differences of amount, twofold, ambiguous 0.00", "Books, computed 838.96",
            "Books, imported balance 838.96")
        try september.expect(
            "certificate", "Tie|This side|Other side|Result", of: "Receivables: aging",
            "Receivables: aging = closing of the roll-forward (EUR) 220.00 220.00 PASS")
        try september.expect("exceptions", "Item", "invoice:2")
    }

    private static func expectOctober(_ october: PrintedReceipt) throws {
        // 42 (4) + 54 (2); credited 30 (1) + 55 (2); allocated 70 (1) + 165 (2) + 42 (4); undone
        // 100 (1) + 70 (3); late 88 (7). 70 (3) + 54 (2) + 88 (7) are open.
        try october.expect(
            "receivables", Walks.flow, "220.00 96.00 -85.00 -277.00 170.00 0.00 88.00 212.00 212.00"
        )
        // Due and paid: 70 (1) + 165 (2) + 42 (4); not: 70 (3) + 88 (7). Payments for invoices are
        // 100 (1) + 70 (3) + 33 (5) + 250 (6) of September, and 165 (2).
        try october.expect(
            "payment-reconciliation", Walks.linked,
            "Books and gateway MATCHED_EXACT 1 -30.00 1 -30.00",
            "Gateway's rows and payouts MATCHED_AGGREGATE 1 58.13 1 58.13",
            "Books and bank MATCHED_EXACT 4 356.40 4 356.40",
            "Invoices and allocations MATCHED_EXACT 3 277.00 3 277.00",
            "Invoices and allocations SHORT_PAID 2 158.00 2 0.00",
            "Payments and their use MATCHED_EXACT 7 618.00 7 618.00")
        // 33 (5) + 100.27 (6) + 58.13 (6) + 165 (2).
        try october.expect(
            "bank-reconciliation", "Line|Amount", "Opening balance of the bank 705.69",
            "Entries 356.40", "Closing balance of the bank 1062.09",
            "In transit: not yet at the bank 0.00",
            "Missing at the bank after the agreed days 0.00", "At the bank, not in the books 0.00",
            "Other differences of amount, twofold, ambiguous 0.00", "Books, computed 1062.09",
            "Books, imported balance 1062.09")
        try october.expect(
            "certificate", "Tie|This side|Other side|Result", of: "Receivables: aging",
            "Receivables: aging = closing of the roll-forward (EUR) 212.00 212.00 PASS")
        try october.expect("exceptions", "Item", "invoice:3", "invoice:9", "invoice:9")
    }

    /// Only reopening restates a month.
    @Test(
        "leave a closed September as it was, whatever October brings",
        arguments: [
            "sales-register", "number-gaps", "credit-notes", "void-invoices", "revenue",
            "collections", "day-sheet",
            "receivables-aging", "receivables", "patient-advances", "unbilled-visits",
            "tax-return", "tax-summary", "tax-by-month", "gateway-clearing", "bank-reconciliation",
            "payment-reconciliation", "exceptions", "in-transit",
        ])
    func closed(_ sheet: String) throws {
        let walks = try Walks.made.get()
        let both = try [walks.september, walks.again].map { receipt in
            try CSV(try #require(receipt.file("-\(sheet).csv")).path).rows
        }
        #expect(both[1] == both[0])
    }
}
