package import Domain

/// What became of a manifest that a ledger was held against.
package struct Adoption: Sendable {
    /// How it ended.
    package enum Outcome: String, Sendable {
        /// The ledger did not have the run, and now has it.
        case adopted
        /// The ledger had the run, and not all of its files, or not that its approval was taken back.
        case completed
        /// The ledger has all of it.
        case known
        /// The ledger has something else there, or is at work; nothing was changed.
        case conflict
        /// The manifest is not proven to be ours; nothing was changed.
        case refused
    }

    package let proof: Proof
    package let outcome: Outcome
    /// `nil` where the ledger has none.
    package let run: RunID?
    /// Files that the ledger did not know.
    package let filesAdded: Int
    /// Whether the ledger did not know that the approval was taken back.
    package let isReopened: Bool
    /// Why it was left alone, and what is wrong with files of it.
    package let faults: [AppError]
}
