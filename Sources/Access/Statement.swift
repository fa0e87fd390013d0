/// A repository's SQL: one case a statement, so that a test can PREPARE them all.
package protocol Statement: CaseIterable, RawRepresentable<String>, Sendable {}
