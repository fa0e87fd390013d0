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
        guard let id = items.ids.first, let root = try node(items.kind, id) else { return nil }
        switch items.kind {
        case .payment:
            let parents = try ids(.invoicesOfPayment, id).compactMap { try node(.invoice, $0) }
            let own = try payment(root)
            guard var first = parents.first.map({ ChainTree(node: $0) }) else { return own }
            first.verdict = try verdict(first.node, "invoice-allocation")
            first.below = parents.dropFirst().map { ChainTree(node: $0, relation: "and") } + [own]
            return first
        case .invoice: return try invoice(root)
        default: return try source(root)
        }
    }

    private func node(_ kind: ItemKind, _ id: Int64) throws -> ChainRepository.Node? {
        try chains.nodes(kind, [id], of: clinic, from: snapshot).first
    }

    private func ids(_ step: ChainRepository.Step, _ id: Int64) throws -> [Int64] {
        try chains.ids(step, of: id, of: clinic.id, from: snapshot)
    }

    private func verdict(
        _ node: ChainRepository.Node, _ link: String
    ) throws -> ChainRepository.Verdict? {
        try chains.verdicts(on: node.kind, node.id, of: clinic.id, from: snapshot)
            .first { $0.link == link }
    }

    private func invoice(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node)
        tree.verdict = try verdict(node, "invoice-allocation")
        for id in try ids(.creditNotesOfInvoice, node.id) {
            if let note = try self.node(.invoice, id) {
                tree.below.append(ChainTree(node: note, relation: "credited by"))
            }
        }
        for id in try ids(.paymentsOfInvoice, node.id) {
            if let paid = try self.node(.payment, id) { tree.below.append(try payment(paid)) }
        }
        if tree.below.isEmpty { tree.missing = "no payment, no credit note" }
        return tree
    }

    private func payment(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node, relation: "paid by")
        tree.notes = try chains.verdicts(on: .payment, node.id, of: clinic.id, from: snapshot)
            .filter { $0.link == "payment-allocation" && $0.rule == nil }
        let slips = try ids(.depositsOfPayment, node.id)
        if !node.key.isEmpty {
            try follow(&tree, "ledger-gateway", .gatewayTransaction, expecting: "no charge") {
                try chains.transactions(
                    of: "charge", named: node.key, of: clinic.id, from: snapshot)
            }
        } else if node.words.hasPrefix("cash") || !slips.isEmpty {
            try follow(&tree, "cash-deposit", .deposit, expecting: "no deposit slip") { slips }
        } else {
            try follow(&tree, "ledger-bank", .bankEntry, expecting: "no bank line") { [] }
        }
        for id in try ids(.refundsOfPayment, node.id) {
            guard let refund = try self.node(.refund, id) else { continue }
            var below = ChainTree(node: refund, relation: "refunded by")
            if refund.key.isEmpty, refund.words != "cash" {
                try follow(&below, "ledger-bank", .bankEntry, expecting: "no bank line") { [] }
            } else if !refund.key.isEmpty {
                try follow(&below, "ledger-gateway", .gatewayTransaction, expecting: "no refund") {
                    try chains.transactions(
                        of: "refund", named: refund.key, of: clinic.id, from: snapshot)
                }
            }
            tree.below.append(below)
        }
        for id in try ids(.disputesOfPayment, node.id) {
            guard let dispute = try self.node(.dispute, id) else { continue }
            var below = ChainTree(node: dispute, relation: "disputed by")
            try follow(&below, "ledger-gateway", .gatewayTransaction, expecting: "no dispute") {
                []
            }
            tree.below.append(below)
        }
        return tree
    }

    /// What a link has on its other side: what a run found, else what the ids say, else nothing.
    private func follow(
        _ tree: inout ChainTree, _ link: String, _ kind: ItemKind, expecting missing: String,
        byID: () throws -> [Int64]
    ) throws {
        tree.verdict = try verdict(tree.node, link)
        var partners: [(ItemKind, Int64)] = []
        if let found = tree.verdict, let kind = found.partnerKind {
            partners = found.partners.map { (kind, $0) }
        }
        if partners.isEmpty { partners = try byID().map { (kind, $0) } }
        for (kind, id) in partners {
            if let next = try node(kind, id) { tree.below.append(try onward(next)) }
        }
        if partners.isEmpty { tree.missing = missing }
    }

    private func onward(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node, relation: "found as")
        switch node.kind {
        case .gatewayTransaction:
            for id in try ids(.payoutOfTransaction, node.id) {
                if let payout = try self.node(.payout, id) {
                    tree.below.append(try onward(payout))
                }
            }
            if tree.below.isEmpty { tree.missing = "not paid out yet" }
        case .payout, .deposit:
            tree.relation = node.kind == .payout ? "paid out in" : "brought in by"
            try follow(&tree, "ledger-bank", .bankEntry, expecting: "no bank line") { [] }
        default: break
        }
        return tree
    }

    /// From a bank line back to what it pays; of many items the first.
    private func source(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node)
        tree.verdict = try verdict(node, "ledger-bank")
        for id in tree.verdict?.partners ?? [] {
            guard let kind = tree.verdict?.partnerKind, let next = try self.node(kind, id) else {
                continue
            }
            tree.below.append(try origin(next))
        }
        if tree.below.isEmpty, tree.verdict?.rule == nil {
            tree.missing = "nothing in the books"
        }
        return tree
    }

    private func origin(_ node: ChainRepository.Node) throws -> ChainTree {
        var tree = ChainTree(node: node, relation: "comes from")
        let (kind, found): (ItemKind, [Int64]) =
            switch node.kind {
            case .payout: (.gatewayTransaction, try ids(.transactionsOfPayout, node.id))
            case .deposit: (.payment, try ids(.paymentsOfDeposit, node.id))
            case .payment: (.invoice, try ids(.invoicesOfPayment, node.id))
            default: (node.kind, [])
            }
        tree.verdict = node.kind == .payout ? try verdict(node, "transaction-payout") : nil
        for row in try chains.nodes(kind, Array(found.prefix(8)), of: clinic, from: snapshot) {
            tree.below.append(ChainTree(node: row, relation: "of"))
        }
        if found.count > 8 {
            tree.more =
                found.count == 50 ? "and more than 42 others" : "and \(found.count - 8) more"
        }
        return tree
    }
}
