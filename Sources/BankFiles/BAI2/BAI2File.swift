import Domain

/// The records of a file as events.
struct BAI2File {
    /// What is open, and what its trailer states.
    private struct Level {
        /// Of all that it holds: amounts of an account, else totals that its parts state.
        var total: Int128 = 0
        var parts: Int128 = 0
        var records: Int128 = 0
        /// Where it begins.
        var line: Int
    }

    private struct Account {
        var level: Level
        var name: String
        var currency: String?
        /// Digits of the minor unit.
        var digits: Int
    }

    private struct Group {
        var level: Level
        var day: Day?
        var currency: String?
    }

    private var file: Level?
    private var group: Group?
    private var account: Account?
    private var sequence: String?
    private var files = 0

    /// Reads a record.
    mutating func take(_ record: BAI2Record, to hand: BankHand) throws(BankFault) {
        var record = record
        let count = Int128(record.count)
        file?.records += count
        group?.level.records += count
        account?.level.records += count
        switch record.code {
        case "01": try begin(file: &record)
        case "02": try begin(group: &record)
        case "03": try begin(account: &record, to: hand)
        case "16": try readEntry(&record, to: hand)
        case "49": try endAccount(&record, to: hand)
        case "98": try endGroup(&record, to: hand)
        default: try endFile(&record, to: hand)
        }
    }

    /// Ends the file.
    mutating func end(at line: Int) throws(BankFault) {
        if let file {
            throw BankFault(
                "the file of line \(file.line) is cut off: it has no trailer 99", line: line,
                tag: account != nil ? "49" : group != nil ? "98" : "99")
        }
        guard files > 0 else { throw BankFault("no BAI2 file is in it", line: 0) }
    }

    private mutating func begin(file record: inout BAI2Record) throws(BankFault) {
        guard file == nil else { throw record.fault("a file begins before the trailer 99") }
        file = Level(records: Int128(record.count), line: record.line)
        files += 1
        for _ in 0..<4 { _ = try record.field() }
        sequence = try record.text()
        for _ in 0..<2 { _ = try record.field() }
        let before = record
        guard try record.text() == "2" else { throw before.fault("not version 2 of BAI") }
        try record.finish()
    }

    private mutating func begin(group record: inout BAI2Record) throws(BankFault) {
        guard file != nil else { throw record.fault("a group without a header 01") }
        guard group == nil else { throw record.fault("a group begins before the trailer 98") }
        for _ in 0..<2 { _ = try record.field() }
        let before = record
        guard ["1", "3"].contains(try record.text()) else {
            throw before.fault("only groups of status 1 (update) and 3 (correction) are read")
        }
        let day = try record.day()
        _ = try record.field()
        group = Group(
            level: Level(records: Int128(record.count), line: record.line), day: day,
            currency: try record.text())
        try record.finish()
    }

    private mutating func begin(
        account record: inout BAI2Record, to hand: BankHand
    ) throws(BankFault) {
        guard let group else { throw record.fault("an account without a header 02") }
        guard account == nil else { throw record.fault("an account begins before the trailer 49") }
        let start = record
        guard let name = try record.text() else { throw start.fault("no account") }
        let before = record
        let currency = try record.text() ?? group.currency
        let digits: Int
        do {
            digits = try Currency(code: currency ?? "USD").exponent
        } catch {
            throw before.fault("\(error.context) is not known")
        }
        var opened = Account(
            level: Level(records: Int128(record.count), line: record.line), name: name,
            currency: currency, digits: digits)
        try hand(
            .statement(
                BankStatementHead(
                    account: name, sequence: sequence, currency: currency, line: record.line)))
        while !record.isAtEnd {
            let type = try record.type()
            if type == nil, record.isAtBreak { continue }
            let before = record
            let amount = try record.amount()
            let items = record
            if let count = try record.amount(), count < 0 {
                throw items.fault("a number of items below zero")
            }
            _ = try record.funds(of: group.day)
            guard let amount else { continue }
            guard let type else { throw before.fault("an amount without its type") }
            opened.level.total += amount
            guard type < 100 else { continue }
            try hand(
                .balance(
                    BankBalance(
                        kind: type == 10 ? .opening : type == 15 ? .closing : .other,
                        code: type.padded(3), amount: Fixed(unscaled: amount, scale: digits),
                        currency: currency, day: group.day, line: record.line)))
        }
        account = opened
    }

    private mutating func readEntry(
        _ record: inout BAI2Record, to hand: BankHand
    ) throws(BankFault) {
        guard let opened = account else { throw record.fault("an entry without an account 03") }
        let start = record
        guard let type = try record.type() else { throw start.fault("no type") }
        let before = record
        let amount = try record.amount()
        let isBooked = (100..<700).contains(type)
        guard amount != nil || !isBooked else { throw before.fault("no amount") }
        let value = try record.funds(of: group?.day)
        let (bank, customer) = (try record.text(), try record.text())
        let sign: Int128 = (400..<700).contains(type) ? -1 : 1
        account?.level.total += amount ?? 0
        try hand(
            .line(
                BankLine(
                    amount: Fixed(unscaled: (amount ?? 0) * sign, scale: opened.digits),
                    currency: opened.currency, status: isBooked ? .booked : .information,
                    bookingDay: group?.day, valueDay: value, reference: customer,
                    bankReference: bank, narration: record.rest(), line: record.line)))
    }

    private mutating func endAccount(
        _ record: inout BAI2Record, to hand: BankHand
    ) throws(BankFault) {
        guard let ended = account else { throw record.fault("a trailer 49 without a header 03") }
        account = nil
        let total = try Self.total(&record)
        let name = "account \(AppError.quoted(ended.name))"
        try Self.compare(
            "control total of \(name)", total, ended.level.total, digits: ended.digits, record,
            to: hand)
        try Self.compare(
            "number of records of \(name)", try record.number("records"), ended.level.records,
            record, to: hand)
        try record.finish()
        group?.level.total += total
        group?.level.parts += 1
        try hand(.end)
    }

    private mutating func endGroup(
        _ record: inout BAI2Record, to hand: BankHand
    ) throws(BankFault) {
        guard let ended = group else { throw record.fault("a trailer 98 without a header 02") }
        guard account == nil else { throw record.fault("the account has no trailer 49") }
        group = nil
        file?.parts += 1
        let number = file?.parts ?? 0
        let total = try Self.end(
            ended.level, "group \(number)", parts: "accounts", &record, to: hand)
        file?.total += total
    }

    private mutating func endFile(
        _ record: inout BAI2Record, to hand: BankHand
    ) throws(BankFault) {
        guard let ended = file else { throw record.fault("a trailer 99 without a header 01") }
        guard group == nil else { throw record.fault("the group has no trailer 98") }
        file = nil
        _ = try Self.end(ended, "the file", parts: "groups", &record, to: hand)
    }

    /// Compares the trailer of a group or a file with what it holds; gives its total.
    private static func end(
        _ level: Level, _ name: String, parts: String, _ record: inout BAI2Record,
        to hand: BankHand
    ) throws(BankFault) -> Int128 {
        let total = try total(&record)
        try compare(
            "control total of \(name) in minor units", total, level.total, record, to: hand)
        try compare(
            "number of \(parts) of \(name)", try record.number(parts), level.parts, record, to: hand
        )
        try compare(
            "number of records of \(name)", try record.number("records"), level.records, record,
            to: hand)
        try record.finish()
        return total
    }

    private static func total(_ record: inout BAI2Record) throws(BankFault) -> Int128 {
        let before = record
        guard let total = try record.amount() else { throw before.fault("no control total") }
        return total
    }

    private static func compare(
        _ what: String, _ stated: Int128, _ found: Int128, digits: Int = 0, _ record: BAI2Record,
        to hand: BankHand
    ) throws(BankFault) {
        guard stated != found else { return }
        try hand(
            .discrepancy(
                BankDiscrepancy(
                    what: what, stated: Fixed(unscaled: stated, scale: digits),
                    found: Fixed(unscaled: found, scale: digits), line: record.line)))
    }
}
