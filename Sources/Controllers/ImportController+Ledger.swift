import Access
package import Domain
import Repositories

extension ImportController {
    /// Balances of a general ledger, as they were read.
    package struct Ledger {
        /// As the trail names it, without folders.
        package let name: String
        /// Of the file's bytes, in hexadecimal.
        package let sha256: String
        /// At whose end they hold.
        package let day: Day
        /// Debit positive.
        package let balances: [(account: String, amount: Money)]

        package init(
            name: String, sha256: String, day: Day, balances: [(account: String, amount: Money)]
        ) {
            (self.name, self.sha256) = (name, sha256)
            (self.day, self.balances) = (day, balances)
        }
    }

    /// Books balances; the latest file that has an account on a day counts.
    ///
    /// - Throws: what the database throws; nothing is booked then.
    package func book(_ ledger: Ledger, _ order: Order) throws -> Outcome {
        let file = NewFile(
            kind: .ledger, format: "csv \(ledger.day)", name: ledger.name, sha256: ledger.sha256)
        return try book(file, order) { _ in
            ((), [])
        } load: { _, id, transaction in
            let count = try imports.add(
                ledger.balances, on: ledger.day, of: id, order.clinic.id, in: transaction)
            return (ledger.sha256, count)
        }
    }
}
