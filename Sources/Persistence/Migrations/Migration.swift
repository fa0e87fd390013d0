/// One step of the schema: numbered, named, and never edited once a release has applied it.
package struct Migration: Sendable {
    /// 1, 2, 3 … without a gap.
    package let number: Int
    package let name: String
    /// Which schema it builds; in production only `worker` is ours to change.
    package let schema: Schema
    /// Statements in order, each one transaction's part.
    package let statements: [String]

    /// Whose relations it makes.
    package enum Schema: String, Sendable { case clinic, worker }

    /// Every migration of this program, in order.
    package static let all: [Migration] = [
        Migration(
            number: 1, name: "roles and schemas", schema: .worker,
            statements: [Ground.roles, Ground.ledgerOfMigrations]),
        Migration(
            number: 2, name: "the clinic's books", schema: .clinic,
            statements: [Ground.clinic] + ClinicSchema.tables + ClinicSchema.constraints),
        Migration(
            number: 3, name: "runs, results and the control of both", schema: .worker,
            statements: WorkerSchema.statements),
        Migration(
            number: 4, name: "schedules, queue and backfills", schema: .worker,
            statements: SchedulerSchema.statements),
        Migration(
            number: 5, name: "families, and indexes for what is open", schema: .worker,
            statements: LedgerSchema.statements),
        Migration(
            number: 6, name: "no modification without an audit row", schema: .worker,
            statements: AuditSchema.statements),
        Migration(
            number: 7, name: "the audit trail's chain", schema: .worker,
            statements: AuditChainSchema.statements),
        Migration(
            number: 8, name: "the audit rollup by currency", schema: .worker,
            statements: RollupSchema.statements),
    ]

    /// The schema that this program writes for.
    package static let current = all.count
    /// Program N works with schemas N and N+1: expand first, contract a release later.
    package static let newestReadable = current + 1
}
