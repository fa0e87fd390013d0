import Domain

/// Reads one field of an expression: values, ranges, steps, lists, names, and the days' own forms.
struct CronFieldReader {
    private let bytes: [UInt8]
    private let field: CronField
    private let bounds: Range<Int>
    private var at: Int
    private var value = CronFieldValue()

    /// Reads the bytes of one field.
    static func read(
        _ bytes: [UInt8], _ bounds: Range<Int>, as field: CronField
    ) throws(CronError) -> CronFieldValue {
        var reader = CronFieldReader(bytes, bounds, field)
        while true {
            try reader.item()
            guard reader.at < bounds.upperBound else { return reader.value }
            reader.at += 1
        }
    }

    private init(_ bytes: [UInt8], _ bounds: Range<Int>, _ field: CronField) {
        (self.bytes, self.bounds, self.field) = (bytes, bounds, field)
        at = bounds.lowerBound
        value.isStarred = bytes[at] == UInt8(ascii: "*")
    }

    private var next: UInt8? { at < bounds.upperBound ? bytes[at] : nil }

    private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        guard let next, next.upper == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    /// One element of a list, up to its comma or the field's end.
    private mutating func item() throws(CronError) {
        let start = at
        if skip("*") {
            try add(field.range.lowerBound...field.range.upperBound, by: step())
        } else if field == .day, skip("L") {
            try lastDay(start)
        } else {
            let first = try number()
            if field == .day, skip("W") {
                guard start == bounds.lowerBound, at == bounds.upperBound else {
                    throw fault(start, "W takes one day and stands alone", "\(first)W")
                }
                value.workday = first
            } else if field == .weekday, skip("#") {
                try ordinal(of: first)
            } else if field == .weekday, skip("L") {
                value.finals |= 1 << UInt64(first % 7)
            } else {
                try range(from: first, start)
            }
        }
        guard next == nil || next == UInt8(ascii: ",") else { throw unexpected(start) }
    }

    private mutating func lastDay(_ start: Int) throws(CronError) {
        guard skip("W") else {
            value.hasLastDay = true
            return
        }
        guard start == bounds.lowerBound, at == bounds.upperBound else {
            throw fault(start, "LW stands alone", "LW")
        }
        value.hasLastWorkday = true
    }

    private mutating func ordinal(of weekday: Int) throws(CronError) {
        guard let digit = next, (49...53).contains(digit) else {
            throw fault(at, "after # stands 1 to 5", nil)
        }
        at += 1
        value.ordinals |= 1 << UInt64(7 * (Int(digit) - 49) + weekday % 7)
    }

    /// What follows a first number: nothing, or an end and perhaps a step.
    private mutating func range(from first: Int, _ start: Int) throws(CronError) {
        guard skip("-") else {
            // 20/15 runs on to the field's end, as everywhere where it is known.
            let isOpen = next == UInt8(ascii: "/")
            let first = isOpen && first > field.limit ? 0 : first
            return try add(first...(isOpen ? field.limit : first), by: step())
        }
        var last = try number()
        // FRI-SUN and MON-SUN are meant as they are read: Sunday ends the week too.
        if field == .weekday, last == 0, first > 0 { last = 7 }
        guard first <= last else {
            let least = field.range.lowerBound
            throw fault(
                start, "the range runs backwards",
                "\(first)-\(field.limit),\(least)\(last == least ? "" : "-\(last)")")
        }
        add(first...last, by: try step())
    }

    /// The number after `/`, 1 when there is none.
    private mutating func step() throws(CronError) -> Int {
        guard skip("/") else { return 1 }
        let start = at
        let step = try digits()
        guard step >= 1, step <= field.limit else {
            throw fault(
                start, "\(text(start..<at)) is not a step of 1 to \(field.limit)",
                step < 1 ? "1" : nil)
        }
        return step
    }

    private mutating func add(_ range: ClosedRange<Int>, by step: Int) {
        for number in stride(from: range.lowerBound, through: range.upperBound, by: step) {
            value.mask |= 1 << UInt64(field == .weekday ? number % 7 : number)
        }
    }
}

extension CronFieldReader {
    /// A value in digits or by its name.
    private mutating func number() throws(CronError) -> Int {
        let start = at
        if let next, next.isLetter, !field.names.isEmpty { return try name() }
        let number = try digits()
        guard field.range.contains(number) else {
            let (least, most) = (field.range.lowerBound, field.range.upperBound)
            throw fault(
                start, "\(text(start..<at)) is not \(least) to \(most)",
                "\(number < least ? least : most)")
        }
        return number
    }

    private mutating func digits() throws(CronError) -> Int {
        let start = at
        var number = 0
        while let next, (48...57).contains(next) {
            number = min(number * 10 + Int(next) - 48, 1_000_000)
            at += 1
        }
        guard at > start else {
            // A comma, a dash or a slash before the end asks for the value that is not there.
            throw at == itemEnd ? fault(at, "a number is missing here", nil) : unexpected(at)
        }
        return number
    }

    private mutating func name() throws(CronError) -> Int {
        let start = at
        var key = 0
        while let next, next.isLetter, at < start + 3 {
            key = key << 8 | Int(next.upper)
            at += 1
        }
        let number = CronNames.number(key, in: field)
        // MONL ends in the mark for the last Monday; no other letter may follow a name.
        let isEnd = next.map { !$0.isLetter || field == .weekday && $0.upper == 76 } ?? true
        guard let number, isEnd else { throw unknownName(start) }
        return number
    }

    private func unknownName(_ start: Int) -> CronError {
        let end = bytes[start..<bounds.upperBound].firstIndex { !$0.isLetter } ?? bounds.upperBound
        let word = text(start..<end)
        let known = field.names
        let close = known.first { word.uppercased().hasPrefix($0) }
        if field == .weekday, word.uppercased() == "L" {
            return fault(start, "L follows a day of the week here", "5L")
        }
        return fault(
            start, "\(AppError.quoted(word)) is no \(field.title)",
            close ?? nearestWord(to: word.uppercased(), among: known))
    }

    /// Where the element of the list ends that is being read.
    private var itemEnd: Int {
        bytes[at..<bounds.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? bounds.upperBound
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private func unexpected(_ start: Int) -> CronError {
        let nearest = next == UInt8(ascii: "?") ? "*" : nil
        return fault(
            at, "\(AppError.quoted(text(min(start, at)..<itemEnd))) is not understood", nearest)
    }

    private func fault(_ at: Int, _ sentence: String, _ nearest: String?) -> CronError {
        CronError(column: at + 1, field: field, sentence: sentence, nearest: nearest)
    }
}

extension CronField {
    /// The greatest value that is not another name of a lesser one.
    var limit: Int { self == .weekday ? 6 : range.upperBound }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (65...90).contains(upper) }
    fileprivate var upper: UInt8 { (97...122).contains(self) ? self - 32 : self }
}
