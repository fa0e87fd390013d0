package import Access
package import BankFiles
package import Domain
package import Repositories

/// Books what banks and gateways send: all of a file, or nothing.
package struct ImportController<P: Primary> {
    /// A file, read as often as wanted.
    package struct Source {
        /// As the trail names it, without folders.
        package let name: String
        package let format: BankFormat
        /// Reads it from its beginning, and gives the SHA-256 of its bytes in hexadecimal.
        package let read: (BankHand) throws -> String

        /// A file of a name, in a format, and how it is read.
        package init(
            name: String, format: BankFormat, read: @escaping (BankHand) throws -> String
        ) {
            self.name = name
            self.format = format
            self.read = read
        }
    }

    /// What its user says of a file.
    package struct Order {
        package let clinic: Clinic
        package let actor: AuditRepository.Actor
        /// Number or name of the account that all statements are of; `nil` to go by their own.
        package let account: String?
        /// Why a file with findings is booked all the same; `nil` to refuse it.
        package let reason: String?

        package init(
            clinic: Clinic, actor: AuditRepository.Actor, account: String?, reason: String?
        ) {
            self.clinic = clinic
            self.actor = actor
            self.account = account
            self.reason = reason
        }
    }

    /// How an order ended.
    package enum Outcome {
        case booked(ImportRepository.File, [BankFinding])
        /// The same bytes are booked already; nothing was done.
        case already(ImportRepository.File)
        /// There are findings and no reason to accept them; nothing was done.
        case refused([BankFinding])
    }

    let primary: P
    let imports = ImportRepository()
    let audit = AuditRepository()

    package init(primary: P) { self.primary = primary }

    /// Books a file.
    ///
    /// - Throws: `bankFileInvalid` for an entry that cannot be booked, `bankStatementForeign` for an
    ///   account that is not the clinic's, or what reading throws; nothing is booked then.
    package func book(_ source: Source, _ order: Order) throws -> Outcome {
        var tally = FileTally(source.format)
        let sha256 = try source.read { event throws(BankFault) in try tally.take(event) }
        let file = NewFile(
            kind: .bank, format: source.format.rawValue, name: source.name, sha256: sha256)
        return try book(file, order) { transaction in
            let accounts = try BankAccounts(
                try imports.accounts(of: order.clinic.id, from: transaction),
                named: order.account)
            let statements = try tally.statements.enumerated().map { place, one in
                try accounts.statement(one, at: place + 1)
            }
            let gaps = try gaps(statements, tally, order.clinic.id, from: transaction)
            return (statements, tally.findings + gaps)
        } load: { statements, file, transaction in
            let clinic = order.clinic.id
            for statement in statements {
                try imports.add(statement, of: file, clinic, in: transaction)
            }
            let loader = EntryLoader(
                statements,
                StagingBatch {
                    try imports.stage($0, from: $1, of: file, clinic, in: transaction)
                })
            let again = try loader.load(source)
            return (again, try imports.finish(file, of: clinic, in: transaction))
        }
    }

    /// A file that was read once.
    struct NewFile {
        let kind: ImportRepository.Kind
        let format: String
        let name: String
        let sha256: String
    }

    /// Books a file in one transaction, unless it is there, or has findings that nobody accepts.
    ///
    /// - Parameters:
    ///   - file: as it was read before.
    ///   - order: what its user says of it.
    ///   - check: what loading needs of the books, and what is wrong.
    ///   - load: reads it once more into the books; says its SHA-256 and how many rows it had.
    /// - Returns: how it ended.
    /// - Throws: `bankFileInvalid` for a file that changed, or what `check` and `load` throw; nothing
    ///   is booked then.
    func book<Checked>(
        _ file: NewFile, _ order: Order,
        check: (P.Handle) throws -> (Checked, [BankFinding]),
        load: (Checked, _ file: Int64, P.Handle) throws -> (sha256: String, count: Int)
    ) throws -> Outcome {
        let clinic = order.clinic.id
        return try primary.transaction(of: clinic) { transaction in
            try imports.lock(clinic, in: transaction)
            if let booked = try imports.files(
                .booked(file.kind, sha256: file.sha256), of: clinic, from: transaction
            ).first {
                return .already(booked)
            }
            let (checked, findings) = try check(transaction)
            guard findings.isEmpty || order.reason != nil else { return .refused(findings) }
            let id = try imports.begin(
                .init(
                    kind: file.kind, format: file.format, name: file.name, sha256: file.sha256,
                    findings: try JSON.text(findings.map(KeptFinding.init)),
                    acceptedBecause: findings.isEmpty ? nil : order.reason),
                of: clinic, by: order.actor.login, in: transaction)
            let again = try load(checked, id, transaction)
            guard again.sha256 == file.sha256 else {
                throw AppError(.bankFileInvalid, "\(file.name) changed while it was read")
            }
            guard
                let booked = try imports.files(.number(id), of: clinic, from: transaction).first
            else { throw AppError(.unexpected, "the file is not there") }
            let trail = Trail(
                sha256: file.sha256, entries: again.count, findings: findings.count,
                because: findings.isEmpty ? nil : order.reason)
            try record("import", booked, trail, order.clinic, order.actor, in: transaction)
            return .booked(booked, findings)
        }
    }

    /// Writes the trail of what was done with a file.
    private func record(
        _ deed: String, _ file: ImportRepository.File, _ trail: Trail, _ clinic: Clinic,
        _ actor: AuditRepository.Actor, in transaction: P.Handle
    ) throws {
        try audit.record(
            of: clinic.id, by: actor, "\(file.kind.rawValue).\(deed)",
            entity: "worker.import_file", id: "\(file.id)", after: try JSON.text(trail),
            request: "command line", in: transaction)
    }

    /// Takes a file back.
    ///
    /// - Returns: the file as it is now.
    /// - Throws: `importUnknown` when the clinic has none of that number, or it was undone before.
    package func undo(
        _ file: Int64, of clinic: Clinic, because reason: String,
        by actor: AuditRepository.Actor
    ) throws -> ImportRepository.File {
        try primary.transaction(of: clinic.id) { transaction in
            try imports.lock(clinic.id, in: transaction)
            let isUndone = try imports.undo(
                file, of: clinic.id, by: actor.login, because: reason, in: transaction)
            guard isUndone,
                let undone = try imports.files(.number(file), of: clinic.id, from: transaction)
                    .first
            else { throw AppError(.importUnknown, "\(file) of \(clinic.slug)") }
            try record(
                "import.undo", undone,
                Trail(sha256: undone.sha256, entries: Int(undone.entries), because: reason),
                clinic, actor, in: transaction)
            return undone
        }
    }

    /// Statements that do not open with what the last booked one of their account closed with.
    private func gaps(
        _ statements: [ImportRepository.NewStatement], _ tally: FileTally, _ clinic: ClinicID,
        from transaction: P.Handle
    ) throws -> [BankFinding] {
        var (found, seen) = ([BankFinding](), Set<Int64>())
        for statement in statements where seen.insert(statement.account).inserted {
            guard let opening = statement.opening,
                let day = statement.openingOn ?? statement.closingOn,
                let before = try imports.closing(
                    of: statement.account, before: day, in: clinic, from: transaction),
                before != opening
            else { continue }
            found.append(
                BankFinding(
                    code: .statementGap,
                    sentence: "it opens with \(opening), the last one booked closed with "
                        + "\(before.padded(statement.currency.exponent))",
                    line: tally.statements[statement.place - 1].opening?.line ?? 0,
                    statement: statement.place))
        }
        return found
    }
}

/// What the trail says of a file.
private struct Trail: Encodable {
    let sha256: String
    let entries: Int
    var findings: Int?
    /// Why it was booked in spite of findings, or taken back.
    let because: String?
}

/// A finding as the ledger keeps it.
private struct KeptFinding: Encodable {
    let code: String
    let statement: Int
    let line: Int
    let sentence: String

    init(_ finding: BankFinding) {
        code = finding.code.rawValue
        (statement, line, sentence) = (finding.statement, finding.line, finding.sentence)
    }
}
