import Foundation
import TestSupport

/// The part of the vectors' index that is about formats of tags.
enum MarkupIndex {
    struct File: Decodable {
        let file: String
        let format: String
        let expected: Expected
    }

    struct Expected: Decodable {
        let must: String
        let reason: String?
        let statements: [Statement]?
        let accounts: [Account]?
    }

    struct Statement: Decodable {
        let id: String?
        let account: String?
        let account_currency: String?
        let opening: String?
        let closing: String?
        let entries: Int
        let credit_count: Int
        let credit_sum: String
        let debit_count: Int
        let debit_sum: String
        let balances: [Balance]
        let entry_list: [Entry]
    }

    struct Balance: Decodable {
        let type: String
        let amount: String
        let currency: String?
        let date: String?
    }

    struct Entry: Decodable {
        let amount: String
        let currency: String?
        let sign: String
        let status: String
        let booking_date: String?
        let value_date: String?
        let reversal: Bool
        let details: Int
    }

    struct Account: Decodable {
        let account: String
        let currency: String?
        let ledger_balance: String?
        let available_balance: String?
        let entries: Int
        let credit_count: Int
        let credit_sum: String
        let debit_count: Int
        let debit_sum: String
        let transactions: [Transaction]
    }

    struct Transaction: Decodable {
        let fitid: String
        let amount: String
        let date: String
    }

    /// The files of a format with their bytes; `nil` when there are no vectors.
    static func files(_ format: String) throws -> [(file: File, bytes: [UInt8])]? {
        guard let data = Vectors.data("bank/index.json") else { return nil }
        // Other formats say other things of their statements.
        let all = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let list = (all?["files"] as? [[String: Any]])?.filter { $0["format"] as? String == format }
        let own = try JSONSerialization.data(withJSONObject: list ?? [])
        return try JSONDecoder().decode([File].self, from: own).compactMap { file in
            Vectors.data(file.file).map { (file, Array($0)) }
        }
    }
}
