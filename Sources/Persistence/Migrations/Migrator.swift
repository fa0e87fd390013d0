import Access
package import Domain

/// Applies the embedded migrations, all that are due in one transaction, one process at a time.
package struct Migrator {
    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    /// A migration and whether this database has it.
    package struct Standing: Sendable {
        package let number: Int
        package let name: String
        package let schema: Migration.Schema
        package let appliedAt: Instant?
    }

    /// Applies what is missing and says what it applied, in order.
    ///
    /// - Parameter onlyWorker: in production the clinic's schema is not ours to change.
    /// - Returns: the migrations applied just now; none when all were there.
    /// - Throws: `migrationLocked`, `migrationChanged`, `schemaTooNew`.
    package func migrate(onlyWorker: Bool) throws -> [Migration] {
        try connection.begin("READ WRITE", clinic: nil)
        return try connection.ending {
            try lock()
            try connection.script(Ground.beginning)
            let applied = try applied()
            try refuse(applied)
            let due = Migration.all.filter {
                applied[$0.number] == nil && !(onlyWorker && $0.schema == .clinic)
            }
            for migration in due { try apply(migration) }
            return due
        }
    }

    /// Every migration of this program, and when this database got it.
    package func standings() throws -> [Standing] {
        let applied = try version() == 0 ? [:] : applied()
        return Migration.all.map {
            Standing(
                number: $0.number, name: $0.name, schema: $0.schema,
                appliedAt: applied[$0.number]?.at)
        }
    }

    /// The newest migration that this database has; 0 without any.
    package func version() throws -> Int {
        var exists = false
        try connection.query(SchemaStatement.exists.rawValue) { exists = try $0.bool(0) }
        guard exists else { return 0 }
        var version: Int64 = 0
        try connection.query(SchemaStatement.version.rawValue) { version = try $0.int(0) }
        return Int(version)
    }

    /// Refuses a database that this program cannot work with.
    ///
    /// - Throws: `schemaMissing`, `schemaTooOld`, `schemaTooNew`, with both versions named.
    package func check() throws {
        let version = try version()
        let works = "this program works with \(Migration.current) and \(Migration.newestReadable)"
        if version == 0 { throw AppError(.schemaMissing, works) }
        if version < Migration.current {
            throw AppError(.schemaTooOld, "the database has \(version), \(works)")
        }
        if version > Migration.newestReadable {
            throw AppError(.schemaTooNew, "the database has \(version), \(works)")
        }
    }

    /// Empties and rebuilds the clinic's schema around a load: tables, the load, then constraints.
    ///
    /// Constraints come last, because building an index once is many times cheaper than keeping it
    /// up for every row. For development and staging only; the caller refuses production.
    package func rebuildClinicSchema(
        load: () throws -> Void, report: (String) -> Void
    ) throws {
        try connection.script("DROP SCHEMA IF EXISTS clinic CASCADE")
        try connection.script(Ground.clinic)
        for part in ClinicSchema.tables { try connection.script(part) }
        try load()
        for (index, part) in ClinicSchema.constraints.enumerated() {
            report("constraints, part \(index + 1) of \(ClinicSchema.constraints.count)")
            try connection.script(part)
        }
        try connection.script(SchemaStatement.analyze)
    }

    private func lock() throws {
        var taken = false
        try connection.query(SchemaStatement.lock.rawValue) { taken = try $0.bool(0) }
        guard taken else { throw AppError(.migrationLocked, connection.alias) }
    }

    private func applied() throws -> [Int: (checksum: String, at: Instant)] {
        var found: [Int: (checksum: String, at: Instant)] = [:]
        try connection.query(SchemaStatement.applied.rawValue) { row in
            found[Int(try row.int(0))] = (try row.text(1), try row.instant(2))
        }
        return found
    }

    private func refuse(_ applied: [Int: (checksum: String, at: Instant)]) throws {
        if let newest = applied.keys.max(), newest > Migration.newestReadable {
            throw AppError(
                .schemaTooNew,
                "the database has \(newest), this program works up to \(Migration.newestReadable)")
        }
        for migration in Migration.all {
            guard let known = applied[migration.number] else { continue }
            guard try checksum(of: migration) == known.checksum else {
                throw AppError(.migrationChanged, "\(migration.number) \(migration.name)")
            }
        }
    }

    private func apply(_ migration: Migration) throws {
        for statement in migration.statements { try connection.script(statement) }
        try connection.query(
            SchemaStatement.record.rawValue,
            [
                .int(Int64(migration.number)), .text(migration.name),
                .text(try checksum(of: migration)),
            ])
    }

    /// SHA-256 of the statements, computed by the server, which has it at hand.
    private func checksum(of migration: Migration) throws -> String {
        var hex = ""
        let text = migration.statements.joined(separator: ";\n")
        try connection.query(SchemaStatement.checksum.rawValue, [.text(text)]) {
            hex = try $0.text(0)
        }
        return hex
    }
}
