import Foundation
import Logging
import Logs
import TestSupport
import Testing

@Suite("A secret") struct CanaryTests {
    /// Says it in every way there is, at every level.
    private func say(_ logger: Logger) {
        let secret = "canary-Ω7"
        let marked = Logger.MetadataValue.attributed(secret, attributes: [Privacy.sensitive])
        let address = "postgresql://worker:\(secret)@db.example.org:5432/clinic"
        let error = Failed(
            logMessage: "no answer from \(address)", logFields: ["note": .sensitive(secret)],
            logCause: Failed(logMessage: "password=\(secret) was refused"))
        for level in Logger.Level.allCases {
            logger.log(level: level, "patient \(sensitive: secret)")
            logger.log(level: level, "said \(Sensitive(secret)) \([Sensitive(secret)])")
            logger.log(level: level, "connects to \(address)")
            logger.log(level: level, "connects with host=db password='\(secret) and more' user=u")
            logger.log(level: level, "failed", error: error)
            logger.log(
                level: level, "fields",
                metadata: [
                    "patient": .sensitive(secret), "marked": marked,
                    "inner": ["list": [.sensitive(secret), marked, .string(address)]],
                    "text": "\(Sensitive(secret))", "address": .string(address),
                    "level": .sensitive(secret), "dsn": "password=\(secret)",
                ])
        }
    }

    @Test("is in no file, archive, stream or console, at no level (I9)") func nowhere() throws {
        let desk = try LogDesk { $0.maxSize = LogSize(bytes: 4096) }
        let pipe = Pipe()
        let console = Kept<String>()
        let stream = LogStream(pipe.fileHandleForWriting.fileDescriptor)
        let streamed = Kept<Data>()
        let reader = Thread { streamed.add(pipe.fileHandleForReading.readDataToEndOfFile()) }
        reader.start()
        let pipeline = LogPipeline(
            [
                .files(desk.sink, level: .silly), .stream(stream, level: .silly),
                .console(LogConsole(isColoured: true) { console.add($0) }, level: .silly),
            ],
            defaults: ["token": .sensitive("canary-Ω7"), "dsn": "pg://u:canary-Ω7@h"])
        var logger = Logger(label: "test") { _ in WinstonLogHandler(pipeline) }
        logger[metadataKey: "login"] = "pg://u:canary-Ω7@h"
        say(logger)
        try waitUntil("a file is zipped") {
            desk.settle()
            return desk.names.contains { $0.hasSuffix(".gz") }
        }
        try pipe.fileHandleForWriting.close()
        try waitUntil("all that was streamed") { !streamed.all.isEmpty }

        let lines = try desk.names.map(desk.text)
        #expect(lines.joined().split(separator: "\n").count == 42)
        #expect(console.all.count == 42)
        let all = try FileManager.default.contentsOfDirectory(atPath: desk.folder).map(desk.text)
        let stdout = streamed.all.map { String(decoding: $0, as: UTF8.self) }
        #expect(stdout.joined().split(separator: "\n").count == 42)
        for text in all + console.all + stdout {
            #expect(!text.contains("canary") && !text.contains("Ω7") && !text.contains("and more"))
        }
        #expect(lines.joined().contains("[redacted]"))
    }

    @Test("is not kept by what stands for it") func forgotten() {
        var dumped = ""
        dump(Sensitive("canary"), to: &dumped)
        #expect("\(Sensitive("canary"))" == "[redacted]" && !dumped.contains("canary"))
        #expect(String(reflecting: Sensitive("canary")) == "[redacted]")
    }
}
