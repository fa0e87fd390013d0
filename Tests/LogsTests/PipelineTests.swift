import Foundation
import Logging
import Logs
import Testing

@Suite("A pipeline") struct PipelineTests {
    private func lines(
        _ desk: LogDesk, _ body: (Logger) -> Void, level: LogLevel = .silly,
        provider: Logger.MetadataProvider? = nil
    ) throws -> [JSONValue] {
        let pipeline = LogPipeline(
            [.files(desk.sink, level: level)], defaults: ["service": "worker"],
            clock: HeldTime(lineAt).clock)
        var logger = Logger(label: "test") { _ in WinstonLogHandler(pipeline) }
        logger.handler.metadataProvider = provider
        body(logger)
        return Replay.values(try desk.names.map(desk.text).joined())
    }

    @Test("writes winston's line of swift-log's call") func whole() throws {
        let desk = try LogDesk()
        let found = try lines(desk) { logger in
            logger.info("Job completed", metadata: ["jobId": "b6c1", "attempt": .number(1)])
        }
        #expect(found.count == 1)
        #expect(
            try desk.text("app-2026-08-22.log") == """
                {"attempt":1,"jobId":"b6c1","level":"info","message":"Job completed",\
                "service":"worker","timestamp":"2026-08-22T09:15:30.123Z"}

                """)
    }

    @Test("gives each output what its level admits, and asks for no more") func levels() throws {
        let (all, grave) = (try LogDesk(), try LogDesk())
        let heard = Kept<String>()
        let pipeline = LogPipeline(
            [
                .files(all.sink, level: .info), .files(grave.sink, level: .error),
                .console(LogConsole(isColoured: false) { heard.add($0) }, level: .warn),
            ], clock: HeldTime(lineAt).clock)
        #expect(pipeline.threshold == .info)
        let logger = Logger(label: "test") { _ in WinstonLogHandler(pipeline) }
        #expect(logger.logLevel == .info)
        for level in Logger.Level.allCases { logger.log(level: level, "\(level)") }
        func messages(_ desk: LogDesk) throws -> [String] {
            Replay.values(try desk.text("app-2026-08-22.log")).compactMap { $0["message"]?.text }
        }
        #expect(try messages(all) == ["info", "notice", "warning", "error", "critical"])
        #expect(try messages(grave) == ["error", "critical"])
        #expect(heard.all.count == 3)
    }

    @Test("shows what a provider says, but what the call says first") func provided() throws {
        let provider = Logger.MetadataProvider { ["runId": "7", "a": "provided", "level": "x"] }
        let found = try lines(
            LogDesk(), { $0.info("m", metadata: ["a": "call"]) }, provider: provider)
        #expect(found[0]["runId"]?.text == "7" && found[0]["a"]?.text == "call")
        #expect(found[0]["meta"]?["level"]?.text == "x" && found[0]["level"]?.text == "info")
    }

    @Test("shows a logger's own fields, set, changed and taken away") func ownFields() throws {
        let found = try lines(LogDesk()) { logger in
            var logger = logger
            logger[metadataKey: "runId"] = "1"
            logger.info("m")
            logger[metadataKey: "runId"] = "2"
            logger.info("m")
            #expect(logger[metadataKey: "runId"] == "2")
            logger[metadataKey: "runId"] = nil
            logger.info("m")
        }
        #expect(found.map { $0["runId"]?.text } == ["1", "2", nil])
        #expect(found.allSatisfy { $0["service"]?.text == "worker" })
    }

    @Test("goes on when a stream's reader has gone away") func goneReader() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        signal(SIGPIPE, SIG_IGN)
        let desk = try LogDesk()
        let pipeline = LogPipeline(
            [
                .stream(LogStream(pipe.fileHandleForWriting.fileDescriptor), level: .info),
                .files(desk.sink, level: .info),
            ], clock: HeldTime(lineAt).clock)
        let logger = Logger(label: "test") { _ in WinstonLogHandler(pipeline) }
        for _ in 0..<3 { logger.info("m") }
        #expect(try desk.numbers("app-2026-08-22.log").count == 3)
    }
}
