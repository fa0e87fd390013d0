import Access
import Domain
import Repositories

/// Reads an item's chain into a tree.
struct ChainReading<Handle: Snapshot> {
    let clinic: Clinic
    let snapshot: Handle
    private let chains = ChainRepository()

    init(clinic: Clinic, snapshot: Handle) {
        self.clinic = clinic
        self.snapshot = snapshot
    }

    /// The item and what hangs on it; `nil` when there is no such item.
    ///
    /// A payment hangs below the first invoice that it pays; a bank line has its sources below it.
    func tree(of items: MatchItems) throws -> ChainTree? {
        guard let root = try nodes(items.kind, items.ids).first else { return nil }
        switch items.kind {
        case .payment:
            let own = try payment(root)
            let parents = try nodes(.invoice, ids(.invoicesOfPayment, root))
            guard var first = parents.first.map({ ChainTree(node: $0) }) else { return own }
            first.verdict = try verdict(on: first.node)
            first.below = parents.dropFirst().map { ChainTree(node: $0, relation: "and") } + [own]
            return first
        case .invoice: return try invoice(root)
        default: return try source(root)
        }
    }

    private func nodes(_ kind: ItemKind, _ ids: [Int64]) throws -> [ChainRepository.Node] {
        try chains.nodes(kind, ids, of: clinic, from: snapshot)
    }

    /// Of several kinds, in order of the kinds' first appearance.
    private func nodes(_ items: some Sequence<BillingItem>) throws -> [ChainRepository.Node] {
        var kinds: [ItemKind] = []
        for item in items where !kinds.contains(item.kind) { kinds.append(item.kind) }
        return try kinds.flatMap { kind in
            try nodes(kind, items.filter { $0.kind == kind }.map(\.id))
        }
    }

    /// The payouts of a gateway's row; one that no longer stands by itself has none.
    private func settled(with node: ChainRepository.Node) throws -> [ChainRepository.Node] {
        try nodes(chains.settled(with: node.item, of: clinic.id, from: snapshot))
    }

    private func ids(
        _ step: ChainRepository.Step, _ node: ChainRepository.Node
    ) throws -> [Int64] {
        try chains.ids(step, of: node.item.id, of: clinic.id, from: snapshot)
    }

    /// What was said of an item on a link, or on that which has its other side.
    private func verdict(
        on node: ChainRepository.Node, _ link: BillingLink? = nil
    ) throws -> ChainRepository.Verdict? {
        let link = link ?? node.link
        return try chains.verdicts(on: node.item, of: clinic.id, from: snapshot)
            .first { $0.link == link }
    }

    private func invoice(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node)
        tree.verdict = try verdict(on: node)
        tree.below =
            try nodes(.invoice, ids(.creditNotesOfInvoice, node)).map {
                ChainTree(node: $0, relation: "credited by")
            } + nodes(.payment, ids(.paymentsOfInvoice, node)).map(payment)
        if tree.below.isEmpty { tree.missing = "no payment, no credit note" }
        return tree
    }

    private func payment(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = try followed(node, "paid by")
        tree.notes = [try verdict(on: node, .allocation)].compactMap(\.self).filter {
            $0.rule == nil
        }
        tree.below +=
            try nodes(.refund, ids(.refundsOfPayment, node)).map {
                try followed($0, "refunded by")
            }
            + nodes(.dispute, ids(.disputesOfPayment, node)).map {
                try followed($0, "disputed by")
            }
        return tree
    }

    /// An item with its other side: what a run found, else what the ids say, else nothing.
    private func followed(
        _ node: ChainRepository.Node, _ relation: String
    ) throws -> ChainTree {
        var tree = ChainTree(node: node, relation: relation)
        tree.verdict = try verdict(on: node)
        var partners = tree.verdict?.partners ?? []
        if partners.isEmpty { partners = try named(by: node) }
        for partner in partners {
            tree.below += try nodes(partner.kind, [partner.id]).map(onward)
        }
        if partners.isEmpty { tree.missing = node.link?.otherSide }
        return tree
    }

    /// What the ids say of an item that no run has paired.
    private func named(by node: ChainRepository.Node) throws -> [BillingItem] {
        switch node.item.kind {
        case .payment, .refund:
            let slips = node.item.kind == .payment ? try ids(.depositsOfPayment, node) : []
            guard node.link == .gateway else { return slips.map { BillingItem(.deposit, $0) } }
            return try chains.transactions(
                of: node.item.kind == .payment ? "charge" : "refund", named: node.key,
                of: clinic.id, from: snapshot
            ).map { BillingItem(.gatewayTransaction, $0) }
        default: return []
        }
    }

    private func onward(_ node: ChainRepository.Node) throws -> ChainTree {
        switch node.item.kind {
        case .gatewayTransaction, .importSettlement:
            var tree = ChainTree(node: node, relation: "found as")
            tree.below = try settled(with: node).map(onward)
            if tree.below.isEmpty { tree.missing = "not paid out yet" }
            return tree
        case .payout, .importPayout: return try followed(node, "paid out in")
        case .deposit: return try followed(node, "brought in by")
        default: return ChainTree(node: node, relation: "found as")
        }
    }

    /// From a bank line back to what it pays; of many items the first.
    private func source(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node)
        tree.verdict = try verdict(on: node)
        for partner in tree.verdict?.partners ?? [] {
            tree.below += try nodes(partner.kind, [partner.id]).map(origin)
        }
        if tree.below.isEmpty, tree.verdict?.rule == nil { tree.missing = "nothing in the books" }
        return tree
    }

    private func origin(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node, relation: "comes from")
        let found: [BillingItem] =
            switch node.item.kind {
            case .payout, .importPayout:
                try chains.settled(with: node.item, of: clinic.id, from: snapshot)
            case .deposit: try ids(.paymentsOfDeposit, node).map { BillingItem(.payment, $0) }
            case .payment: try ids(.invoicesOfPayment, node).map { BillingItem(.invoice, $0) }
            default: []
            }
        if node.item.kind.isPayout { tree.verdict = try verdict(on: node, .payout) }
        tree.below = try nodes(found.prefix(8)).map { ChainTree(node: $0, relation: "of") }
        if found.count > 8 {
            tree.more =
                found.count == 50 ? "and more than 42 others" : "and \(found.count - 8) more"
        }
        return tree
    }
}

extension BillingLink {
    /// What is missing where an item has found nothing.
    fileprivate var otherSide: String {
        switch self {
        case .gateway: "nothing at the gateway"
        case .deposit: "no deposit slip"
        case .bank: "no bank line"
        case .payout, .invoice, .allocation, .control: "nothing"
        }
    }
}
