/// Whose settlement a file is, and how it is read.
package enum SettlementForm: Equatable, Sendable {
    /// A gateway's own report.
    case report(Gateway)
    /// CSV of any gateway, by a mapping.
    case mapped(GatewayMapping, of: String)

    /// As the books name it.
    package var gateway: String {
        switch self {
        case .report(let gateway): gateway.rawValue
        case .mapped(_, let gateway): gateway
        }
    }

    /// The gateway's id of what the books have: Stripe's movements have ids of their own.
    package func reference(of row: SettlementRow) -> String {
        switch (self, row.kind) {
        case (.report(.stripe), .charge), (.report(.stripe), .refund): row.source ?? row.id
        default: row.id
        }
    }

    /// Whether a file has the titles that this form wants; its first bytes are enough.
    package func fits(_ start: [UInt8]) -> Bool {
        switch self {
        case .report(let gateway): SettlementReader.gateway(of: start) == gateway
        case .mapped(let mapping, _): mapping.fits(start)
        }
    }
}
