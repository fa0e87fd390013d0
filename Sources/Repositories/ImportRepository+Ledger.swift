package import Access
package import Domain

extension ImportRepository {
    /// Keeps the balances that a general ledger has on a day.
    ///
    /// - Parameters:
    ///   - balances: account by account, debit positive.
    ///   - day: at whose end.
    ///   - file: its number.
    ///   - clinic: the session's.
    ///   - transaction: that notes the file.
    /// - Returns: how many.
    /// - Throws: what the database throws.
    package func add(
        _ balances: [(account: String, amount: Money)], on day: Day, of file: Int64,
        _ clinic: ClinicID, in transaction: some Transaction
    ) throws -> Int {
        try transaction.execute(
            SQL.addBalances, with: .int(clinic.rawValue), .int(file), .day(day),
            .texts(balances.map(\.account)), .texts(balances.map(\.amount.currency.code)),
            .texts(balances.map(\.amount.plain)))
    }
}
