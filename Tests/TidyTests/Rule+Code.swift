extension Rule {
    static let oneClock = Rule.code(
        "only WallClock.swift looks at a clock",
        without:
            #/
            \b(?: Date\s*\(\s*\) | Date\.now | clock_gettime | gettimeofday | time\s*\(\s*(?:nil|&)
            | ContinuousClock | SuspendingClock | DispatchTime | DispatchWallTime | systemUptime
            | CFAbsoluteTimeGetCurrent | mach_absolute_time )
            /#,
        in: { file in
            file.isSource && file.path != "Sources/Domain/WallClock.swift"
                && !file.path.hasPrefix("Sources/bench")
        },
        do: "take a Clock",
        offends: [
            Sample("Sources/Services/A.swift", "let now = Date()"),
            Sample("Sources/Controllers/A.swift", "let now = Date.now"),
            Sample("Sources/Domain/Clock.swift", "clock_gettime(CLOCK_REALTIME, &time)"),
            Sample("Sources/Jobs/A.swift", "let start = ContinuousClock.now"),
            Sample("Sources/Seeding/A.swift", "var now = time(nil)"),
        ],
        passes: [
            Sample("Sources/Domain/WallClock.swift", "clock_gettime(CLOCK_REALTIME, &time)"),
            Sample("Sources/Services/A.swift", "/// Never `Date()`."),
            Sample("Sources/Services/A.swift", "let taxDate = TaxDate(), due = Day.nowhere"),
            Sample("Tests/A/A.swift", "let began = ContinuousClock.now"),
        ])

    /// A column's width, a duration and a number of a log line are no money (I6).
    static let noFloatingPoint = Rule.code(
        "no money passes through floating point (I6)",
        without: #/\b(?:Double|Float|Float16|Float32|Float64|CGFloat|Decimal|NSDecimalNumber)\b/#,
        in: { file in
            let measures: Set = [
                "Sources/Sheets/Column.swift", "Sources/evclinic/SeedCommand.swift",
            ]
            return file.isSource && !file.path.hasPrefix("Sources/Sheets/XLSX/")
                && !file.path.hasPrefix("Sources/bench") && !measures.contains(file.path)
                && !file.path.hasPrefix("Sources/Logs/Line/")
                && !file.path.hasPrefix("Sources/log-replay/")
        },
        do: "use Money, Fixed or TaxRatio; a cell of a workbook is the last byte",
        offends: [
            Sample("Sources/Services/A.swift", "let tax = Double(net) * 0.19"),
            Sample("Sources/Domain/A.swift", "let rate: Float = 0.19"),
            Sample("Sources/Access/A.swift", "let amount = Decimal(string: text)"),
            Sample("Sources/Sheets/CSV/A.swift", "func write(_ value: Double) {}"),
        ],
        passes: [
            Sample("Sources/Sheets/XLSX/Figure.swift", "Double(value.description)"),
            Sample("Sources/Domain/A.swift", "/// Never `Double`."),
            Sample("Sources/Domain/A.swift", "let Doubled = 2, Floating = 3"),
        ])

    static let concurrency = Rule.code(
        "only Connection.swift vouches for itself across threads",
        without:
            #/@unchecked\s+Sendable|nonisolated\s*\(\s*unsafe\s*\)|@preconcurrency|Task\.detached/#,
        in: { $0.isSource && $0.path != "Sources/Persistence/Connection.swift" },
        do: "make it a value, or guard it by a Mutex",
        offends: [
            Sample("Sources/Controllers/A.swift", "final class A: @unchecked Sendable {}"),
            Sample("Sources/Domain/A.swift", "nonisolated(unsafe) var cache = 0"),
            Sample("Sources/TestSupport/A.swift", "@preconcurrency import Dispatch"),
            Sample("Sources/Persistence/ReplicaSet.swift", "struct A: @unchecked  Sendable {}"),
        ],
        passes: [
            Sample("Sources/Persistence/Connection.swift", "final class A: @unchecked Sendable {}"),
            Sample("Sources/Domain/A.swift", "struct A: Sendable {}"),
        ])

    static let noPublic = Rule.code(
        "nothing is public: this is a program, not a library",
        without: #/\bpublic\b|\bopen\s+(?:class|func|var)\b/#,
        in: { $0.isSource || $0.isTest }, do: "say package, or nothing",
        offends: [
            Sample("Sources/Domain/A.swift", "public struct A {}"),
            Sample("Sources/Domain/A.swift", "struct A {\n    public init() {}\n}"),
            Sample("Sources/Access/A.swift", "public import Domain"),
            Sample("Sources/Access/A.swift", "open class A {}"),
        ],
        passes: [
            Sample("Sources/Domain/A.swift", "package struct A { let isPublic = true }"),
            Sample("Sources/Domain/A.swift", "/// The public holiday."),
            Sample("Sources/Domain/A.swift", "let keyword = \"public\""),
            Sample("Sources/Controllers/A.swift", "let file = open(path, O_RDONLY)"),
        ])

    static let noForcedTry = Rule.code(
        "nothing is tried by force", without: #/\btry!|\bas!/#, in: { $0.isSource || $0.isTest },
        do: "throw it, or #require it",
        offends: [
            Sample("Sources/Domain/A.swift", "let a = try! Day(\"x\")"),
            Sample("Tests/A/A.swift", "let a = try! Period(\"2026\")"),
            Sample("Sources/Domain/A.swift", "let a = b as! Int"),
        ],
        passes: [Sample("Sources/Domain/A.swift", "let a = try? Day(\"x\"), b = try !isDone()")])
}
