import Logging
import Logs
import TestSupport
import Testing

@Suite("Levels") struct LevelTests {
    @Test("are winston's, by their numbers") func ranks() {
        #expect(
            LogLevel.allCases.map(\.rawValue)
                == ["error", "warn", "info", "http", "verbose", "debug", "silly"])
        #expect(LogLevel.allCases.map(\.rank) == Array(0...6))
        #expect(LogLevel.error < .warn && !(LogLevel.silly < .debug))
    }

    @Test(
        "of swift-log are written as winston's",
        arguments: table(
            """
            swift-log  winston  why
            critical   error    winston has nothing graver
            error      error    the same
            warning    warn     the same
            notice     info     nothing in between
            info       info     the same
            debug      debug    the same
            trace      silly    the most talkative
            """))
    func mapped(_ row: [String]) throws {
        let level = try #require(Logger.Level(rawValue: row[0]))
        #expect(LogLevel(level).rawValue == row[1], "\(row[2])")
    }

    @Test("let through what is as grave or graver") func admits() {
        for limit in LogLevel.allCases {
            for level in LogLevel.allCases {
                #expect(limit.admits(level) == (level.rank <= limit.rank))
            }
            // A logger asks the threshold first: it must let through all that the level does.
            for level in Logger.Level.allCases {
                #expect((level >= limit.threshold) == limit.admits(LogLevel(level)))
            }
        }
    }
}
