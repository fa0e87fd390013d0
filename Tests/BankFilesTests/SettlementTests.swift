import BankFiles
import Domain
import TestSupport
import Testing

@Suite("Settlements") struct SettlementTests {
    static let stripe = """
        automatic_payout_id,balance_transaction_id,created_utc,currency,gross,fee,net,\
        reporting_category,source_id
        po_1,txn_1,2026-10-05 14:03:11,usd,100.00,3.20,96.80,charge,ch_1
        po_1,txn_2,2026-10-06 08:00:00,usd,-20.00,0.00,-20.00,refund,re_1
        po_1,txn_3,2026-10-07 00:00:00,usd,-76.80,0.00,-76.80,payout,po_1
        ,txn_4,2026-10-07 00:00:00,jpy,500,18,482,charge,ch_2
        """
    private static let razorpay = """
        entity_id,type,debit,credit,amount,currency,fee,tax,created_at,settled_at,settlement_id,\
        settlement_utr,payment_id
        pay_1,payment,0,9764,10000,INR,236,36,1791180000,1791266400,setl_1,UTR1,
        rfnd_1,refund,2500,0,2500,INR,0,0,1791180001,1791266400,setl_1,UTR1,pay_0
        adj_1,adjustment,10,0,10,INR,0,0,2026-10-06 08:00:00,,,,
        """

    private static func rows(
        _ text: String, _ gateway: Gateway, piece: Int = 11
    ) throws(BankFault) -> [SettlementRow] {
        var rows: [SettlementRow] = []
        try SettlementReader.read(ByteFeed(Array(text.utf8), piece: piece), as: .report(gateway)) {
            rows.append($0)
        }
        return rows
    }

    private static func tally(_ text: String, _ gateway: Gateway) throws -> SettlementTally {
        var tally = SettlementTally()
        for row in try rows(text, gateway) { try tally.take(row) }
        return tally
    }

    @Test("of Stripe are read in major units, by the currency's own digits") func stripe() throws {
        let rows = try Self.rows(Self.stripe, .stripe)
        #expect(rows.map(\.kind) == [.charge, .refund, .payout, .charge])
        #expect(rows.map(\.net.minor) == [9680, -2000, -7680, 482])
        #expect(rows.map(\.payout) == ["po_1", "po_1", "po_1", nil])
        #expect(rows[3].net.currency == .jpy)
        #expect(rows[0].createdAt.description == "2026-10-05T14:03:11.000Z")
        let tally = try Self.tally(Self.stripe, .stripe)
        #expect(tally.findings.isEmpty)
        #expect(tally.payouts.map(\.paid) == [7680, nil])
        #expect(tally.payouts.map(\.net) == [7680, 482])
    }

    @Test("of Razorpay are read in minor units; the fee has its tax within") func razorpay() throws
    {
        let rows = try Self.rows(Self.razorpay, .razorpay)
        #expect(rows.map(\.kind) == [.charge, .refund, .adjustment])
        #expect(rows.map(\.gross.minor) == [10_000, -2500, -10])
        #expect(rows.map(\.fee.minor) == [200, 0, 0])
        #expect(rows.map(\.feeTax.minor) == [36, 0, 0])
        #expect(rows.map(\.net.minor) == [9764, -2500, -10])
        #expect(rows.map(\.source) == [nil, "pay_0", nil])
        #expect(rows[0].settledAt == Instant(microseconds: 1_791_266_400_000_000))
        let tally = try Self.tally(Self.razorpay, .razorpay)
        #expect(tally.findings.isEmpty)
        #expect(tally.payouts.map(\.trace) == ["UTR1", nil])
    }

    @Test("that do not add up are read, with the row and the payout") func findings() throws {
        let text = Self.stripe.replacing("3.20,96.80", with: "3.21,96.80")
            .replacing("-76.80,0.00,-76.80", with: "-76.79,0.00,-76.79")
        let tally = try Self.tally(text, .stripe)
        #expect(tally.findings.map(\.code) == [.rowUntied, .payoutComposition])
        #expect(tally.findings.map(\.line) == [2, 4])
        #expect(tally.findings[1].sentence == "payout “po_1” is 76.79, its rows make 76.80")
    }

    @Test("keep a thousand findings and count the rest") func many() throws {
        var tally = SettlementTally()
        let row = try #require(
            try Self.rows(Self.stripe.replacing("3.20,96.80", with: "3.21,96.80"), .stripe).first)
        for _ in 0..<1200 { try tally.take(row) }
        #expect(tally.findings.count == 1000)
        #expect(tally.leftOff == 200)
    }

    @Test(
        "are refused with the place of what is wrong",
        arguments: [
            (
                "100.00,3.20", "100.001,3.20",
                "line 2, column 36, gross: “100.001” is no amount of USD"
            ),
            (
                "100.00,3.20", "(100.00),3.20",
                "line 2, column 36, gross: “(100.00)” is no amount of USD"
            ),
            ("usd,100", "usx,100", "line 2, column 32, currency: “usx” is no currency of ISO 4217"),
            (
                "14:03:11", "23:59:60",
                "line 2, column 12, created_utc: “2026-10-05 23:59:60” is no time, as 2026-10-05 14:03:11 in UTC"
            ),
            (
                "10-05 14", "02-30 14",
                "line 2, column 12, created_utc: “2026-02-30 14:03:11” is no time, as 2026-10-05 14:03:11 in UTC"
            ),
            ("txn_1,", ",", "line 2, column 6, balance_transaction_id: “” is no value"),
            ("reporting_category", "category", "line 1: there is no column “reporting_category”"),
        ])
    func refusals(old: String, new: String, said: String) {
        let fault = #expect(throws: BankFault.self) {
            try Self.rows(Self.stripe.replacing(old, with: new), .stripe)
        }
        #expect(fault?.error == AppError(.bankFileInvalid, said))
    }

    @Test("are the same however the file is cut into pieces", arguments: 1...20)
    func pieces(piece: Int) throws {
        #expect(
            try Self.rows(Self.stripe, .stripe, piece: piece)
                == Self.rows(Self.stripe, .stripe, piece: 4096))
    }

    @Test("that are damaged are read or refused, and never end the program") func damaged() {
        var dice = Dice()
        var (read, refused) = (0, 0)
        let pieces = [",", "\"", "\r\n", "-", "1e9", "99999999999999999999", "2026-02-30", "KWD"]
        for _ in 0..<Mutation.inputs {
            let isStripe = Bool.random(using: &dice)
            let sample = isStripe ? Self.stripe : Self.razorpay
            let bytes = Mutation.damaged(Array(sample.utf8), pieces: pieces, &dice)
            var tally = SettlementTally()
            do {
                try SettlementReader.read(
                    ByteFeed(bytes, piece: 17), as: .report(isStripe ? .stripe : .razorpay)
                ) { row throws(BankFault) in try tally.take(row) }
                read += 1
            } catch {
                refused += 1
                #expect(error.error.code == .bankFileInvalid, "\(dice)")
            }
        }
        #expect(read > Mutation.inputs / 20 && refused > Mutation.inputs / 20, "\(read) \(refused)")
    }
}
