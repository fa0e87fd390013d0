import BankFiles
import Domain
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Mapping files") struct MappingFileTests {
    private static let good = """
        date_order: YYYY-MM-DD
        currency: USD
        columns:
          booking_date: Date
          amount: Amount
        """

    @Test("fill in their defaults") func defaults() throws {
        let mapping = try MappingFile.mapping(Self.good, path: "m.yaml")
        #expect(
            mapping
                == BankMapping(amounts: .signed("Amount"), bookingDay: "Date", currency: "USD"))
    }

    @Test(
        "are refused with the place of what is wrong",
        arguments: [
            (
                "currency: USD", "curency: USD",
                "m.yaml:2:1 unknown key “curency”, did you mean currency"
            ),
            ("currency: USD", "currency: US", "m.yaml:2:11 currency is a code of ISO 4217"),
            (
                "currency: USD", "account: 1",
                "m.yaml:1:1 wants a currency, or a column of currencies, and not both"
            ),
            (
                "YYYY-MM-DD", "YYYY/MM/DD",
                "m.yaml:1:13 date_order takes YYYY-MM-DD, DD-MM-YYYY, MM-DD-YYYY, not “YYYY/MM/DD”"
            ),
            (
                "  amount: Amount", "  credit: In",
                "m.yaml:4:3 columns has amount, or amount and mark, or credit and debit"
            ),
            (
                "currency: USD", "currency: USD\ngroup_mark: .",
                "m.yaml:3:13 group_mark is the decimal mark too"
            ),
            (
                "currency: USD", "currency: USD\nseparator: ab",
                "m.yaml:3:12 separator takes one character"
            ),
        ])
    func faults(old: String, new: String, said: String) {
        let error = #expect(throws: AppError.self) {
            try MappingFile.mapping(
                Self.good.replacingOccurrences(of: old, with: new), path: "m.yaml")
        }
        #expect(error == AppError(.bankMappingInvalid, said))
    }

    @Test("of templates/bank are all read, and read a file of their bank") func templates() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../templates/bank").standardized
        let samples = [
            "signed.yaml":
                "Date,Amount,Currency,Description,Transaction ID\n2026-10-05,-12.50,USD,Rent,TX1",
            "debit-credit.yaml":
                "Txn Date,Value Date,Description,Ref No./Cheque No.,Debit,Credit,Balance\n"
                + "05/10/2026,05/10/2026,Rent,,\"1,200.00\",,\"8,800.00\"",
            "semicolon-comma.yaml":
                "Buchungstag;Valuta;Empfänger;Verwendungszweck;Betrag;S/H\n"
                + "05.10.2026;05.10.2026;Praxis;Bedarf;1.234,56;S",
        ]
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(names.sorted() == samples.keys.sorted())
        for (name, sample) in samples {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            let mapping = try MappingFile.mapping(text, path: name)
            var amounts: [String] = []
            try CSVReader.read(ByteFeed(Array(sample.utf8)), by: mapping) { event in
                if case .line(let line) = event { amounts.append(line.amount.description) }
            }
            let wanted = ["signed.yaml": "-12.50", "debit-credit.yaml": "-1200.00"]
            #expect(amounts == [wanted[name] ?? "-1234.56"], "\(name)")
        }
    }
}
