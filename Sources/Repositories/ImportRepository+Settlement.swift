package import Access
package import Domain

extension ImportRepository {
    /// One row of a gateway's settlement file; payouts are no rows of it.
    package struct NewSettlement: Sendable {
        /// The gateway's id, as the books know it.
        package let reference: String
        package let kind: GatewayTransaction.Kind
        package let gross: Money
        package let fee: Money
        package let feeTax: Money
        package let net: Money
        package let payout: String?
        package let createdAt: Instant
        package let settledAt: Instant?

        package init(
            reference: String, kind: GatewayTransaction.Kind, gross: Money, fee: Money,
            feeTax: Money, net: Money, payout: String?, createdAt: Instant, settledAt: Instant?
        ) {
            self.reference = reference
            self.kind = kind
            self.gross = gross
            self.fee = fee
            self.feeTax = feeTax
            self.net = net
            self.payout = payout
            self.createdAt = createdAt
            self.settledAt = settledAt
        }
    }

    /// Loads rows beside the books; `finish` takes them in.
    ///
    /// - Parameters:
    ///   - rows: a few thousand at a time.
    ///   - position: of the first in its file, from 1.
    ///   - file: its number.
    ///   - clinic: the session's.
    ///   - transaction: that notes the file.
    /// - Throws: what the database throws.
    package func stage(
        _ rows: [NewSettlement], from position: Int, of file: Int64, _ clinic: ClinicID,
        in transaction: some Transaction
    ) throws {
        try transaction.load(SQL.stage) { writer in
            for (offset, row) in rows.enumerated() {
                writer.row(4)
                writer.int(clinic.rawValue)
                writer.int(file)
                writer.int4(Int32(truncatingIfNeeded: position + offset))
                writer.json(Self.json(row))
            }
        }
    }

    private static func json(_ row: NewSettlement) -> [UInt8] {
        var json: [UInt8] = Array("{\"kind\":\"\(row.kind.rawValue)\"".utf8)
        json.add("reference", row.reference)
        json.add("currency", row.net.currency.code)
        json.add("gross", row.gross.plain)
        json.add("fee", row.fee.plain)
        json.add("fee_tax", row.feeTax.plain)
        json.add("net", row.net.plain)
        json.add("payout", row.payout)
        json.add("created_at", row.createdAt.description)
        json.add("settled_at", row.settledAt?.description)
        json.append(125)
        return json
    }

    /// Takes in what was staged of a gateway's file.
    ///
    /// - Returns: how many rows.
    package func finish(
        _ file: Int64, of clinic: ClinicID, gateway: String, in transaction: some Transaction
    ) throws -> Int {
        let count = try transaction.execute(
            SQL.takeInSettlement, with: .int(clinic.rawValue), .int(file), .text(gateway))
        try transaction.execute(SQL.clear, with: .int(clinic.rawValue), .int(file))
        return count
    }
}
