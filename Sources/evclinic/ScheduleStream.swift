import Domain
import Glibc
import Scheduling

/// `evclinic schedule next`: a line in, a line out, for as long as lines come.
///
/// Memory stays flat, and an answer is written before the next line is waited for.
struct ScheduleStream {
    /// A longer line is answered with an error and passed over.
    private static let lineMax = 1 << 16

    private var zones = Zones()
    private var output: [UInt8] = []
    private let clock: Clock

    init(_ clock: Clock) { self.clock = clock }

    /// Answers everything on standard input.
    ///
    /// - Throws: `outputUnwritable` when nobody reads the answers.
    mutating func run() throws(AppError) {
        var (pending, isTooLong): ([UInt8], Bool) = ([], false)
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &piece, piece.count)
            if count < 0, errno == EINTR { throw AppError(.runCancelled) }
            guard count > 0 else { break }
            pending += piece[..<count]
            var start = 0
            while let end = pending[start...].firstIndex(of: 10) {
                if isTooLong { refuseLong() } else { answer(pending[start..<end]) }
                (start, isTooLong) = (end + 1, false)
                if output.count > 1 << 16 { try flush() }
            }
            pending.removeFirst(start)
            if pending.count > Self.lineMax { (pending, isTooLong) = ([], true) }
            try flush()
        }
        if isTooLong { refuseLong() } else { answer(pending[...]) }
        try flush()
    }

    private mutating func answer(_ line: ArraySlice<UInt8>) {
        guard !line.allSatisfy({ $0 == 32 || (9...13).contains($0) }) else { return }
        do {
            let request = try ScheduleRequest(line)
            do { try write(request) } catch { refuse(request.expr, error.description) }
        } catch { refuse(error.expr, error.sentence) }
    }

    private mutating func write(_ request: ScheduleRequest) throws(AppError) {
        let text = request.expr ?? ""
        let expression: CronExpression
        do { expression = try CronExpression(text) } catch { throw error.refusal(of: text) }
        let schedule = Schedule(expression, in: try zones.zone(request.zone))
        var instant = try from(request, schedule.zone)
        output.write(opening: text)
        output += #","firings":["#.utf8
        for number in 0..<request.count {
            guard let firing = schedule.next(after: instant) else { break }
            if number > 0 { output.append(UInt8(ascii: ",")) }
            output.write(firing.instant)
            instant = firing.instant
        }
        output += "]}\n".utf8
    }

    private func from(_ request: ScheduleRequest, _ zone: Zone) throws(AppError) -> Instant {
        switch request.from {
        case nil: return clock.now
        case .seconds(let seconds):
            // The years 1 to 9999.
            guard (-62_135_596_800..<253_402_300_800).contains(seconds) else {
                throw AppError(.scheduleInvalid, "from lies outside the calendar")
            }
            return Instant(seconds: seconds)
        case .text(let text):
            guard let moment = Moment(text) else {
                throw AppError(
                    .scheduleInvalid, "from is \(AppError.quoted(text)), not like 2026-10-31T02:30Z"
                )
            }
            return moment.instant(in: zone)
        }
    }

    private mutating func refuseLong() {
        refuse(nil, "the line is longer than \(Self.lineMax) bytes")
    }

    private mutating func refuse(_ expr: String?, _ sentence: String) {
        output.write(opening: expr)
        output += #","error":"#.utf8
        output.append(quoted: sentence)
        output += "}\n".utf8
    }

    private mutating func flush() throws(AppError) {
        try StandardOutput.write(&output)
    }
}

extension [UInt8] {
    /// `{"expr":"…"`, or `null` for an expression that could not be read.
    fileprivate mutating func write(opening expr: String?) {
        self += #"{"expr":"#.utf8
        if let expr { append(quoted: expr) } else { self += "null".utf8 }
    }

    /// `"2026-10-31T02:30:00Z"`, without a text in between.
    fileprivate mutating func write(_ instant: Instant) {
        let number = instant.seconds.floorDivided(by: 86_400)
        let second = Int(instant.seconds - number * 86_400)
        let (year, month, day) = Day(number: Int32(number)).parts
        append(34)
        write(year / 100, 0)
        write(year % 100, 45)
        write(month, 45)
        write(day, UInt8(ascii: "T"))
        write(second / 3600, 58)
        write(second / 60 % 60, 58)
        write(second % 60, UInt8(ascii: "Z"))
        append(34)
    }

    /// Two digits and the mark behind them; no mark when it is 0.
    private mutating func write(_ number: Int, _ mark: UInt8) {
        append(UInt8(truncatingIfNeeded: number / 10 % 10 + 48))
        append(UInt8(truncatingIfNeeded: number % 10 + 48))
        if mark != 0 { append(mark) }
    }
}
