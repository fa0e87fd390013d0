import Access
package import BankFiles
import Domain
import Repositories

extension ImportController {
    /// A gateway's file, read as often as wanted.
    package struct Settlement {
        /// As the trail names it, without folders.
        package let name: String
        package let form: SettlementForm
        /// Reads it from its beginning, and gives the SHA-256 of its bytes in hexadecimal.
        package let read: (SettlementHand) throws -> String

        /// A file of a name, of a gateway, and how it is read.
        package init(
            name: String, form: SettlementForm, read: @escaping (SettlementHand) throws -> String
        ) {
            self.name = name
            self.form = form
            self.read = read
        }
    }

    /// Books a gateway's file; payouts in it are held against their rows.
    ///
    /// - Throws: `bankFileInvalid` for a row that cannot be booked, whatever is accepted, or what
    ///   reading throws; nothing is booked then.
    package func book(_ settlement: Settlement, _ order: Order) throws -> Outcome {
        var tally = SettlementTally()
        let sha256 = try settlement.read { row throws(BankFault) in try tally.take(row) }
        let file = NewFile(
            kind: .settlement, format: settlement.form.gateway, name: settlement.name,
            sha256: sha256)
        return try book(file, order) { transaction in
            let unknown = try unknown(settlement.form, order.clinic.id, from: transaction)
            return ((), unknown + tally.findings)
        } load: { _, file, transaction in
            let clinic = order.clinic.id
            let loader = SettlementLoader(
                form: settlement.form,
                batch: StagingBatch {
                    try imports.stage($0, from: $1, of: file, clinic, in: transaction)
                })
            let again = try loader.load(settlement)
            let count = try imports.finish(
                file, of: clinic, gateway: settlement.form.gateway, in: transaction)
            return (again, count)
        }
    }

    /// A slip in the name would book rows beside the books' own, and count them twice.
    private func unknown(
        _ form: SettlementForm, _ clinic: ClinicID, from transaction: P.Handle
    ) throws -> [BankFinding] {
        guard case .mapped(_, let gateway) = form,
            try !imports.knows(gateway: gateway, of: clinic, from: transaction)
        else { return [] }
        return [
            BankFinding(
                code: .gatewayUnknown,
                sentence: "nothing in the books is of a gateway called "
                    + AppError.quoted(gateway), line: 1)
        ]
    }
}
