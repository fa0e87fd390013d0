import BankFiles
import Domain
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Mapping files of gateways") struct GatewayMappingFileTests {
    /// A mapping of `templates/gateway`.
    static func template(_ name: String) throws -> GatewayMapping {
        let file = URL(filePath: TestCluster.checkout).appending(path: "templates/gateway/\(name)")
        return try GatewayMappingFile.mapping(
            try String(contentsOf: file, encoding: .utf8), path: name)
    }

    /// A file for each, with its payout.
    static let samples = [
        "signed.yaml": """
        Date,Time,Transaction ID,Type,Status,Currency,Gross,Fee,VAT on Fee,Net,Transfer ID
        10/05/2026,02:03:11 PM,TX1,Payment,Completed,AED,"1,100.00",-3.20,-0.16,"1,096.64",T-7
        10/05/2026,11:30:00 PM,TX2,Card Payment,Declined,AED,50.00,,,0.00,
        10/06/2026,12:00:00 AM,TX3,Refund,Completed,AED,-20.00,0.50,,-19.50,T-7
        10/07/2026,01:00:00 AM,T-7,Transfer,Completed,AED,"-1,077.14",,,"-1,077.14",
        """,
        "debit-credit.yaml": """
        Created At;Reference;Event;Debit;Credit;Charges;GST;Settlement;UTR
        2026-10-05T14:03:11+05:30;pay_1;SALE;;10000;236;36;setl_1;UTR1
        2026-10-05T14:03:12Z;rfnd_1;REFUND;2500;0;0;0;setl_1;UTR1
        2026-10-06T00:00:00+05:30;setl_1;SETTLEMENT;7264;;;;setl_1;UTR1
        """,
        "gross-net.yaml": """
        Datum;Vorgang;Art;S/H;Brutto;Netto;Auszahlung
        05.10.2026;T-1;Zahlung;H;1.234,56;1.210,00;A-9
        06.10.2026;T-2;Erstattung;S;34,56;34,56;A-9
        07.10.2026;A-9;Auszahlung;S;1.175,44;1.175,44;
        """,
    ]

    @Test("of templates/gateway are all read, and read a file whose payout ties") func templates()
        throws
    {
        let folder = URL(filePath: TestCluster.checkout).appending(path: "templates/gateway")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(names.sorted() == Self.samples.keys.sorted())
        let wanted: [String: (gross: Int64, fees: Int64, tax: Int64, paid: Int64)] = [
            "signed.yaml": (108_000, 270, 16, 107_714), "debit-credit.yaml": (7500, 200, 36, 7264),
            "gross-net.yaml": (120_000, 2456, 0, 117_544),
        ]
        for (name, text) in Self.samples {
            let form = SettlementForm.mapped(try Self.template(name), of: "paytabs")
            var tally = SettlementTally()
            try SettlementReader.read(ByteFeed(Array(text.utf8)), as: form) {
                row throws(BankFault) in try tally.take(row)
            }
            #expect(tally.findings.isEmpty, "\(name) \(tally.findings)")
            let payout = try #require(tally.payouts.first, "\(name)")
            let found = (payout.gross, payout.fees, payout.feeTax, payout.paid ?? 0)
            #expect(tally.payouts.count == 1, "\(name)")
            #expect(wanted[name].map { $0 == found } == true, "\(name) \(found)")
            #expect(tally.failed == (name == "signed.yaml" ? 1 : 0))
        }
    }

    private static let good = """
        date_order: YYYY-MM-DD
        clock: HH:MM
        zone: Asia/Dubai
        currency: AED
        kinds: { charge: Sale, refund: [Refund, Void] }
        columns:
          id: ID
          kind: Kind
          created_at: Time
          gross: Amount
        """

    @Test("fill in their defaults") func defaults() throws {
        let mapping = try GatewayMappingFile.mapping(Self.good, path: "m.yaml")
        #expect(mapping.form == CSVForm())
        #expect(mapping.gross == .signed("Amount"))
        #expect(mapping.net == nil && mapping.status == nil && !mapping.isMinor)
        #expect(mapping.fees == GatewayMapping.Fees())
        #expect(
            mapping.kinds
                == .column("Kind", words: ["Sale": .charge, "Refund": .refund, "Void": .refund]))
    }

    @Test(
        "are refused with the place of what is wrong",
        arguments: [
            ("clock: HH:MM", "clok: HH:MM", "2:1 unknown key “clok”, did you mean clock"),
            (
                "clock: HH:MM", "clock: HH",
                "2:8 clock takes none, HH:MM, HH:MM:SS, HH:MM AM, HH:MM:SS AM, not “HH”"
            ),
            (
                "clock: HH:MM", "clock: HH:MM\nunits: cents",
                "3:8 units takes major, minor, not “cents”"
            ),
            ("zone: Asia/Dubai\n", "", "1:1 lacks the key zone"),
            ("zone: Asia/Dubai", "zone: \"+25:00\"", "3:7 zone takes an IANA name"),
            ("zone: Asia/Dubai", "zone: Asia/Dubay", "3:7 zone takes an IANA name"),
            (
                "HH:MM\nzone: Asia/Dubai", "none\nzone: written",
                "3:7 zone is written behind a time of day, clock is none"
            ),
            ("currency: AED", "currency: Dirham", "4:11 currency is a code of ISO 4217"),
            (
                "currency: AED\n", "",
                "1:1 wants a currency, or a column of currencies, and not both"
            ),
            (
                "currency: AED", "currency: AED\nkind: charge",
                "1:1 wants a kind, or a column of kinds"
            ),
            ("refund: [Refund", "returned: [Refund", "5:24 unknown key “returned”"),
            ("[Refund, Void]", "[Refund, Sale]", "5:32 “Sale” stands in kinds twice"),
            ("[Refund, Void]", "[]", "5:32 refund takes a list"),
            ("  gross: Amount", "  fee: Amount", "7:3 columns has gross, net, or credit and debit"),
            (
                "  gross: Amount", "  credit: In",
                "7:3 columns has credit and debit, or none of them"
            ),
            (
                "  gross: Amount", "  gross: A\n  credit: In\n  debit: Out",
                "7:3 credit and debit are the gross, which has a column"
            ),
            (
                "currency: AED", "currency: AED\ncredit_debit: net",
                "5:15 credit_debit wants the columns credit and debit"
            ),
            (
                "currency: AED", "currency: AED\ncredit_marks: C",
                "8:3 credit_marks and debit_marks want the column mark"
            ),
            ("  gross: Amount", "  gross: Amount\n  mark: Way", "1:1 lacks the key credit_marks"),
            (
                "currency: AED", "currency: AED\nfee_tax: within",
                "5:10 fee_tax wants the columns fee and fee_tax"
            ),
            (
                "currency: AED", "currency: AED\nstatuses: { captured: OK }",
                "5:11 statuses are words of a column status, which is not there"
            ),
            ("  gross: Amount", "  gross: Amount\n  status: S", "1:1 lacks the key statuses"),
        ])
    func faults(old: String, new: String, said: String) {
        let error = #expect(throws: AppError.self) {
            try GatewayMappingFile.mapping(
                Self.good.replacingOccurrences(of: old, with: new), path: "m.yaml")
        }
        #expect(error?.code == .bankMappingInvalid)
        #expect(error?.context.hasPrefix("m.yaml:\(said)") == true, "\(error?.context ?? "")")
    }
}
