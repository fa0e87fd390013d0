package import Access
package import Domain

/// Files from banks and gateways, as they were booked.
package struct ImportRepository: Sendable {
    package init() {}

    /// A bank account of the books.
    package struct Account: Sendable, Equatable {
        package let id: Int64
        package let name: String
        package let number: String
        package let currency: Currency
    }

    /// Who sends a file.
    package enum Kind: String, CaseIterable, Sendable { case bank, settlement, ledger }

    /// A file that was booked.
    package struct File: Sendable, Equatable {
        package let kind: Kind
        package let id: Int64
        package let format: String
        package let name: String
        package let sha256: String
        package let acceptedBecause: String?
        package let importedAt: Instant
        package let importedBy: String
        package let undoneAt: Instant?
        package let undoneBy: String?
        package let undoneBecause: String?
        /// None in a settlement.
        package let statements: Int64
        /// A settlement's rows, payouts aside; a ledger's balances.
        package let entries: Int64
    }

    /// A file that is to be booked.
    package struct NewFile: Sendable {
        package let kind: Kind
        package let format: String
        package let name: String
        package let sha256: String
        /// JSON.
        package let findings: String
        package let acceptedBecause: String?

        package init(
            kind: Kind, format: String, name: String, sha256: String, findings: String,
            acceptedBecause: String?
        ) {
            self.kind = kind
            self.format = format
            self.name = name
            self.sha256 = sha256
            self.findings = findings
            self.acceptedBecause = acceptedBecause
        }
    }

    /// One statement of a file.
    package struct NewStatement: Sendable {
        package let account: Int64
        /// From 1.
        package let place: Int
        package let name: String?
        package let sequence: String?
        package let currency: Currency
        /// In major units.
        package let opening: Fixed?
        package let openingOn: Day?
        package let closing: Fixed?
        package let closingOn: Day?
        package let entries: Int

        package init(
            account: Int64, place: Int, name: String?, sequence: String?, currency: Currency,
            opening: Fixed?, openingOn: Day?, closing: Fixed?, closingOn: Day?, entries: Int
        ) {
            self.account = account
            self.place = place
            self.name = name
            self.sequence = sequence
            self.currency = currency
            self.opening = opening
            self.openingOn = openingOn
            self.closing = closing
            self.closingOn = closingOn
            self.entries = entries
        }
    }

    /// One booked entry of a file.
    package struct NewEntry: Sendable {
        package let account: Int64
        package let bookedOn: Day
        package let valueOn: Day
        package let amount: Money
        package let reference: String?
        package let bankReference: String?
        package let narration: String
        package let isReversal: Bool

        package init(
            account: Int64, bookedOn: Day, valueOn: Day, amount: Money, reference: String?,
            bankReference: String?, narration: String, isReversal: Bool
        ) {
            self.account = account
            self.bookedOn = bookedOn
            self.valueOn = valueOn
            self.amount = amount
            self.reference = reference
            self.bankReference = bankReference
            self.narration = narration
            self.isReversal = isReversal
        }
    }

    /// Lets one import of a clinic happen at a time, until the transaction ends.
    package func lock(_ clinic: ClinicID, in transaction: some Transaction) throws {
        try transaction.execute(SQL.lock, with: .int(clinic.rawValue))
    }

    /// The clinic's bank accounts, by number.
    package func accounts(of clinic: ClinicID, from reader: some Reader) throws -> [Account] {
        try reader.all(SQL.accounts, .int(clinic.rawValue)) { row in
            Account(
                id: try row.int(0), name: try row.text(1), number: try row.text(2),
                currency: try Currency(code: try row.text(3)))
        }
    }

    /// Which files are asked for.
    package enum Wanted: Sendable {
        /// The one of a kind with that SHA-256, unless it was undone.
        case booked(Kind, sha256: String)
        /// The one of that number, undone or not.
        case number(Int64)
        /// The newest, undone or not, at most so many.
        case newest(Int)
    }

    /// Files of a clinic, the newest first.
    package func files(
        _ wanted: Wanted, of clinic: ClinicID, from reader: some Reader
    ) throws -> [File] {
        let (sha256, number, limit, kind): (Value, Value, Int, Value) =
            switch wanted {
            case .booked(let kind, let sha256):
                (.text(sha256), .null, 1, .text(kind.rawValue))
            case .number(let number): (.null, .int(number), 1, .null)
            case .newest(let limit): (.null, .null, limit, .null)
            }
        return try reader.all(
            SQL.files, .int(clinic.rawValue), sha256, number, .int(Int64(limit)),
            kind, decode: Self.file)
    }

    private static func file(_ row: Row) throws -> File {
        guard let kind = Kind(rawValue: try row.text(12)) else {
            throw AppError(.rowShapeUnexpected, "kind \(AppError.quoted(try row.text(12)))")
        }
        return File(
            kind: kind, id: try row.int(0), format: try row.text(1), name: try row.text(2),
            sha256: try row.text(3), acceptedBecause: try row.optionalText(4),
            importedAt: try row.instant(5), importedBy: try row.text(6),
            undoneAt: try row.optionalInstant(7), undoneBy: try row.optionalText(8),
            undoneBecause: try row.optionalText(9), statements: try row.int(10),
            entries: try row.int(11))
    }

    /// The balance that an account's last statement before a day closed with.
    ///
    /// - Returns: `nil` when no statement of the account is booked that closed so early.
    package func closing(
        of account: Int64, before day: Day, in clinic: ClinicID, from reader: some Reader
    ) throws -> Fixed? {
        try reader.first(
            SQL.closing, .int(clinic.rawValue), .int(account), .day(day)
        ) { try $0.numeric(0) }
    }

    /// Notes a file.
    ///
    /// - Returns: its number.
    package func begin(
        _ file: NewFile, of clinic: ClinicID, by login: String, in transaction: some Transaction
    ) throws -> Int64 {
        let id = try transaction.first(
            SQL.begin, .int(clinic.rawValue), .text(file.format), .text(file.name),
            .text(file.sha256), .json(file.findings), .optional(file.acceptedBecause),
            .text(login), .text(file.kind.rawValue)
        ) { try $0.int(0) }
        guard let id else { throw AppError(.unexpected, "no file was noted") }
        return id
    }

    /// Notes a statement of a file.
    package func add(
        _ statement: NewStatement, of file: Int64, _ clinic: ClinicID,
        in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.addStatement, with: .int(clinic.rawValue), .int(file), .int(statement.account),
            .int(Int64(statement.place)), .optional(statement.name),
            .optional(statement.sequence), .text(statement.currency.code),
            statement.opening.map(Value.numeric) ?? .null,
            statement.openingOn.map(Value.day) ?? .null,
            statement.closing.map(Value.numeric) ?? .null,
            statement.closingOn.map(Value.day) ?? .null, .int(Int64(statement.entries)))
    }

    /// Loads rows beside the books; `finish` takes them in.
    ///
    /// - Parameters:
    ///   - rows: a few thousand at a time.
    ///   - position: of the first in its file, from 1.
    ///   - file: its number.
    ///   - clinic: the session's.
    ///   - transaction: that notes the file.
    /// - Throws: what the database throws.
    package func stage(
        _ rows: [some StagedRow], from position: Int, of file: Int64, _ clinic: ClinicID,
        in transaction: some Transaction
    ) throws {
        try transaction.load(SQL.stage) { writer in
            for (offset, row) in rows.enumerated() {
                writer.row(4)
                writer.int(clinic.rawValue)
                writer.int(file)
                writer.int4(Int32(truncatingIfNeeded: position + offset))
                writer.json(row.staged)
            }
        }
    }

    /// Takes in what was staged.
    ///
    /// - Returns: how many entries.
    package func finish(
        _ file: Int64, of clinic: ClinicID, in transaction: some Transaction
    ) throws -> Int {
        let count = try transaction.execute(
            SQL.takeIn, with: .int(clinic.rawValue), .int(file))
        try transaction.execute(SQL.clear, with: .int(clinic.rawValue), .int(file))
        return count
    }

    /// Takes a file back; its entries stay, and count no more.
    ///
    /// - Returns: whether it was booked until now.
    package func undo(
        _ file: Int64, of clinic: ClinicID, by login: String, because reason: String,
        in transaction: some Transaction
    ) throws -> Bool {
        try transaction.execute(
            SQL.undo, with: .int(clinic.rawValue), .int(file), .text(login), .text(reason)) == 1
    }
}

extension [UInt8] {
    /// Adds a member to an object of JSON that has one already; none for `nil`.
    mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        append(44)
        append(quoted: name)
        append(58)
        // PostgreSQL's jsonb has no NUL.
        append(quoted: text.contains("\0") ? text.filter { $0 != "\0" } : text)
    }
}

/// A row of a file, as it is staged.
package protocol StagedRow {
    /// One JSON object.
    var staged: [UInt8] { get }
}

extension ImportRepository.NewEntry: StagedRow {
    package var staged: [UInt8] {
        var json: [UInt8] = Array("{\"account\":\(account)".utf8)
        json.add("booked_on", bookedOn.description)
        json.add("value_on", valueOn.description)
        json.add("amount", amount.plain)
        json.add("currency", amount.currency.code)
        json.add("reference", reference)
        json.add("bank_reference", bankReference)
        json.add("narration", narration)
        json += ",\"is_reversal\":\(isReversal)}".utf8
        return json
    }
}
