/// A rule of every clinic: what its bank account pays that is no billing.
package struct SeedRule {
    package let pattern: String
    package let reason: String

    /// All of them, in the order of their numbers; money that goes out.
    package static let all = [
        SeedRule(pattern: "RENT*", reason: "the practice's rooms"),
        SeedRule(pattern: "SALARIES*", reason: "the team"),
        SeedRule(pattern: "PHARMA WHOLESALE*", reason: "what the pharmacy buys"),
        SeedRule(pattern: "CASH WITHDRAWAL*", reason: "cash for the drawer"),
    ]
}
