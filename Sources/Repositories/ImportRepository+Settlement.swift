package import Access
package import Domain

extension ImportRepository {
    /// One row of a gateway's settlement file.
    package struct NewSettlement: Sendable {
        /// The gateway's id, as the books know it.
        package let reference: String
        /// `nil` for a payout.
        package let kind: GatewayTransaction.Kind?
        package let gross: Money
        package let fee: Money
        package let feeTax: Money
        package let net: Money
        package let payout: String?
        /// The bank's own reference of that payout.
        package let trace: String?
        package let createdAt: Instant
        package let settledAt: Instant?
        /// Whether it came off.
        package let isCaptured: Bool

        package init(
            reference: String, kind: GatewayTransaction.Kind?, gross: Money, fee: Money,
            feeTax: Money, net: Money, payout: String?, trace: String?, createdAt: Instant,
            settledAt: Instant?, isCaptured: Bool
        ) {
            self.reference = reference
            self.kind = kind
            self.gross = gross
            self.fee = fee
            self.feeTax = feeTax
            self.net = net
            self.payout = payout
            self.trace = trace
            self.createdAt = createdAt
            self.settledAt = settledAt
            self.isCaptured = isCaptured
        }
    }

    /// Whether anything in a clinic's books is of a gateway of that name.
    package func knows(
        gateway: String, of clinic: ClinicID, from reader: some Reader
    ) throws -> Bool {
        try reader.first(SQL.knowsGateway, .int(clinic.rawValue), .text(gateway)) {
            try $0.bool(0)
        } == true
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

extension ImportRepository.NewSettlement: StagedRow {
    package var staged: [UInt8] {
        var json: [UInt8] = Array("{\"kind\":\"\(kind?.rawValue ?? "payout")\"".utf8)
        json.add("reference", reference)
        json.add("currency", net.currency.code)
        json.add("gross", gross.plain)
        json.add("fee", fee.plain)
        json.add("fee_tax", feeTax.plain)
        json.add("net", net.plain)
        json.add("payout", payout)
        json.add("trace", trace)
        json.add("created_at", createdAt.description)
        json.add("settled_at", settledAt?.description)
        json += Array(",\"is_captured\":\(isCaptured)}".utf8)
        return json
    }
}
