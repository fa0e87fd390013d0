import Foundation

/// The part of the vectors' index that is about formats of tags.
enum MarkupIndex {
    struct File {
        let file: String
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
        try BankVector.all([format])?.map { vector in
            let expected = try JSONSerialization.data(withJSONObject: vector.expected)
            let file = File(
                file: vector.name,
                expected: try JSONDecoder().decode(Expected.self, from: expected))
            return (file, vector.bytes)
        }
    }
}
