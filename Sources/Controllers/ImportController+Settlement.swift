import Access
package import BankFiles
import Domain
import Repositories

extension ImportController {
    /// A gateway's file, read as often as wanted.
    package struct Settlement {
        /// As the trail names it, without folders.
        package let name: String
        package let gateway: Gateway
        /// Reads it from its beginning, and gives the SHA-256 of its bytes in hexadecimal.
        package let read: (SettlementHand) throws -> String

        /// A file of a name, of a gateway, and how it is read.
        package init(
            name: String, gateway: Gateway, read: @escaping (SettlementHand) throws -> String
        ) {
            self.name = name
            self.gateway = gateway
            self.read = read
        }
    }

    /// Books a gateway's file; payouts in it are held against their rows, and are the books' own.
    ///
    /// - Throws: `bankFileInvalid` for a row that cannot be booked, whatever is accepted, or what
    ///   reading throws; nothing is booked then.
    package func book(_ settlement: Settlement, _ order: Order) throws -> Outcome {
        var tally = SettlementTally()
        let sha256 = try settlement.read { row throws(BankFault) in try tally.take(row) }
        let (clinic, gateway) = (order.clinic.id, settlement.gateway)
        return try primary.transaction(of: clinic) { transaction in
            try imports.lock(clinic, in: transaction)
            if let file = try imports.files(
                .booked(.settlement, sha256: sha256), of: clinic, from: transaction
            ).first {
                return .already(file)
            }
            let findings = tally.findings
            guard findings.isEmpty || order.reason != nil else { return .refused(findings) }
            let file = try begin(
                .settlement, gateway.rawValue, settlement.name, sha256, findings, order,
                in: transaction)
            let loader = SettlementLoader(gateway) { rows, position in
                try imports.stage(rows, from: position, of: file, clinic, in: transaction)
            }
            let again = try loader.load(settlement)
            guard again == sha256 else {
                throw AppError(.bankFileInvalid, "\(settlement.name) changed while it was read")
            }
            let count = try imports.finish(
                file, of: clinic, gateway: gateway.rawValue, in: transaction)
            return .booked(
                try end(file, sha256, count, findings, order, in: transaction), findings)
        }
    }
}
