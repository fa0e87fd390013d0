import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// The clinic of a decision.
struct MatchClinic: ParsableArguments {
    @Option(help: "The clinic's slug.")
    var clinic: String
}

/// Why something is decided.
struct MatchReason: ParsableArguments {
    @Option(help: "Why; the audit trail has it.")
    var reason: String

    func validate() throws {
        if reason.allSatisfy(\.isWhitespace) {
            throw ValidationError("--reason takes a reason, in words.")
        }
    }
}

/// What commands about a clinic's decisions begin with: the books, and who acts.
struct MatchDesk {
    let ledger: Ledger
    let clinic: Clinic
    let actor: AuditRepository.Actor

    /// - Throws: `clinicUnknown`, `userUnknown`, `accessDenied`, or what the database throws.
    init(_ place: MatchClinic, _ change: Change) throws {
        ledger = try Ledger()
        clinic = try ledger.clinic(place.clinic)
        actor = try ledger.actor(change.user, in: clinic, holding: "match.write")
    }

    var matches: MatchController<PrimaryServer> { MatchController(primary: ledger.primary) }

    func order(_ why: MatchReason) -> MatchController<PrimaryServer>.Order {
        .init(clinic: clinic, actor: actor, reason: why.reason)
    }
}

extension MatchItems {
    /// Items as an argument names them.
    ///
    /// - Parameters:
    ///   - argument: such as `payment:1,2`.
    ///   - kinds: that are taken.
    /// - Returns: the items.
    /// - Throws: `ValidationError` with the words there are.
    static func argument(_ argument: String, among kinds: [ItemKind]) throws -> MatchItems {
        guard let items = MatchItems(argument), kinds.contains(items.kind) else {
            let words = kinds.map(\.word).joined(separator: ", ")
            throw ValidationError(
                "\(AppError.quoted(argument)) is no item: write payment:123 or payment:1,2,3; "
                    + "words are \(words).")
        }
        return items
    }
}

extension ItemKind {
    /// What moves money, and so may be a side of a match.
    static let ofMoney: [ItemKind] = [
        .payment, .refund, .dispute, .gatewayTransaction, .payout, .deposit, .bankEntry,
        .importEntry, .importSettlement, .importPayout,
    ]

    /// What a break can be of.
    static let ofBreaks = ofMoney + [.invoice, .bankStatement]
}
