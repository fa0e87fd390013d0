import Domain

/// A value and the tag that it stands behind.
struct OFXLeaf {
    /// Unknown tags around it, within its record.
    var around: [String] = []
    var name: String
    /// Without blanks around it.
    var text: String
    var place: FilePlace

    func fault(_ what: String) -> BankFault {
        BankFault(what, at: place, tag: name)
    }

    func amount() throws(BankFault) -> Fixed {
        guard let amount = OFXText.amount(text) else {
            throw fault("is no amount such as -1234.56: \(AppError.quoted(text))")
        }
        return amount
    }

    func day() throws(BankFault) -> Day {
        guard let day = OFXText.day(text) else {
            throw fault("is no day such as 20261031 or 20261031235959: \(AppError.quoted(text))")
        }
        return day
    }

    func currency() throws(BankFault) -> String {
        let code = text.uppercased()
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw fault("is no currency: \(AppError.quoted(text))")
        }
        return code
    }
}

/// The values of a transaction, a balance, an account or a status.
struct OFXRecord {
    /// No bank says more of one thing.
    static let leavesMax = 500
    static let bytesMax = 1 << 18

    let name: String
    let place: FilePlace
    private(set) var leaves: [OFXLeaf] = []
    private var bytes = 0

    init(_ name: String, _ place: FilePlace) {
        self.name = name
        self.place = place
    }

    func fault(_ what: String) -> BankFault {
        BankFault(what, at: place, tag: name)
    }

    mutating func add(_ leaf: OFXLeaf) throws(BankFault) {
        bytes += leaf.text.utf8.count
        guard leaves.count < Self.leavesMax, bytes <= Self.bytesMax else {
            throw fault("holds over 500 values or 256 KiB")
        }
        leaves.append(leaf)
    }

    /// Takes an unknown tag from around the leaves that came behind it: it was an empty value.
    mutating func unwrap(_ depth: Int, from first: Int) {
        for index in leaves.indices.dropFirst(first) where depth < leaves[index].around.count {
            leaves[index].around.remove(at: depth)
        }
    }

    /// The leaf of a name that may be there once; `nil` when it is missing or empty.
    func leaf(_ name: String, in around: [String] = []) throws(BankFault) -> OFXLeaf? {
        let found = leaves.filter { $0.name == name && $0.around == around }
        guard found.count < 2 else { throw found[1].fault("is said twice") }
        return found.first { !$0.text.isEmpty }
    }

    /// All texts of a name, on one line.
    func text(_ name: String, in around: [String] = []) -> String {
        let found = leaves.filter { $0.name == name && $0.around == around }
        return BankText.collapsed(found.map(\.text).joined(separator: " "))
    }

    /// Refuses a status that says that something went wrong.
    func check() throws(BankFault) {
        let (code, severity) = (text("CODE"), text("SEVERITY").uppercased())
        guard severity != "INFO", severity != "WARN" else { return }
        guard severity == "ERROR" || code != "0" && !code.isEmpty else { return }
        let message = text("MESSAGE")
        throw fault(
            "the bank answers \(AppError.quoted(code)) \(AppError.quoted(severity)): "
                + AppError.quoted(message.isEmpty ? "no message" : message))
    }

    /// The balance, or `nil` when neither its amount nor its day is filled in.
    func balance(_ currency: String?) throws(BankFault) -> BankBalance? {
        let (amount, day) = (try leaf("BALAMT"), try leaf("DTASOF"))
        guard let amount else {
            guard day == nil else { throw fault("has a day and no BALAMT") }
            return nil
        }
        return BankBalance(
            kind: name == "LEDGERBAL" ? .closing : .other, code: name,
            amount: try amount.amount(), currency: currency, day: try day?.day(),
            line: place.line)
    }

    /// The transaction; the sign of its amount is the direction, whatever `TRNTYPE` says.
    ///
    /// - Parameter statement: the currency of its statement.
    /// - Returns: the line.
    /// - Throws: `BankFault` without an amount or a day, or for a correction of a line that was sent
    ///   before: booking it would count that one twice.
    func line(_ statement: String?) throws(BankFault) -> BankLine {
        let isPending = name == "STMTTRNP"
        let dayName = isPending ? "DTTRAN" : "DTPOSTED"
        guard let amount = try leaf("TRNAMT") else { throw fault("has no TRNAMT") }
        guard let day = try leaf(dayName) else { throw fault("has no \(dayName)") }
        if let correction = leaves.first(where: { $0.name == "CORRECTACTION" && $0.text != "" }) {
            throw correction.fault("corrects a line that was sent before; book it by hand")
        }
        let (own, check) = (try leaf("CURSYM", in: ["CURRENCY"]), text("CHECKNUM"))
        let references = [check.allSatisfy { $0 == "0" } ? "" : check, text("REFNUM")]
        let names = [text("NAME"), text("EXTDNAME"), text("NAME", in: ["PAYEE"])]
        let (payee, memo) = (names.first { !$0.isEmpty } ?? "", text("MEMO"))
        return BankLine(
            amount: try amount.amount(), currency: try own?.currency() ?? statement,
            status: isPending ? .pending : .booked, bookingDay: try day.day(),
            valueDay: try leaf("DTAVAIL")?.day(),
            reference: references.first { !$0.isEmpty },
            bankReference: try leaf("FITID")?.text,
            // Banks repeat in MEMO what NAME was too short for.
            narration: memo.hasPrefix(payee) ? memo : BankText.collapsed("\(payee) \(memo)"),
            line: place.line)
    }
}
