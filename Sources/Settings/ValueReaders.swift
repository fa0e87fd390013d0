/// The parts of a list by commas, without the blanks around them.
func entries(of text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { part in
        let head = part.drop { $0 == " " || $0 == "\t" }
        let last = head.lastIndex { $0 != " " && $0 != "\t" }
        return last.map { String(head[...$0]) } ?? ""
    }
}

/// A whole number in decimal digits, without a sign.
func digits(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
}

/// Reads whole seconds of a range.
func seconds(_ range: ClosedRange<Int>) -> (String) throws(Flaw) -> Int {
    { text throws(Flaw) in
        guard let number = digits(text), range.contains(number) else {
            throw Flaw("is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// Reads a size in bytes, or with the suffix k, m or g in powers of 1024.
func byteCount(_ text: String) throws(Flaw) -> Int {
    let shift = ["k": 10, "m": 20, "g": 30][text.last?.lowercased() ?? ""] ?? 0
    let number = digits(shift == 0 ? text[...] : text.dropLast())
    guard let (bytes, isTooLarge) = number?.multipliedReportingOverflow(by: 1 << shift),
        !isTooLarge
    else { throw Flaw("is not a whole number of bytes, or one with k, m or g") }
    return bytes
}

/// Reads the path of a folder.
func folderPath(_ text: String) throws(Flaw) -> String {
    guard text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
        throw Flaw("holds a control character")
    }
    return text
}

/// Reads `account=login` by commas into logins by account.
///
/// - Throws: the flaws of every entry, by its number.
func accounts(_ text: String) throws(Flaw) -> [String: String] {
    var logins: [String: String] = [:]
    var problems: [String] = []
    for (number, entry) in zip(1..., entries(of: text)) {
        let halves = entry.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        let isPair = halves.count == 2 && !halves.contains { $0.isEmpty || $0.contains(" ") }
        if !isPair {
            problems.append("entry \(number) is not account=login")
        } else if logins.updateValue(halves[1], forKey: halves[0]) != nil {
            problems.append("entry \(number) has the account of an earlier one")
        }
    }
    guard problems.isEmpty else { throw Flaw(problems) }
    return logins
}
