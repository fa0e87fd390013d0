import Foundation
import Glibc
import Logging
import Logs
import TestSupport
import Testing

@Suite("A stream of lines") struct StreamTests {
    @Test("is whole though its reader is slow and its pipe does not wait") func slow() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        let pipeline = LogPipeline([.stream(LogStream(descriptor), level: .info)])
        let read = Kept<Data>()
        let reader = Thread { read.add(pipe.fileHandleForReading.readDataToEndOfFile()) }
        reader.start()
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            let logger = Logger(label: "test") { _ in WinstonLogHandler(pipeline) }
            let text = String(repeating: "x", count: 200)
            for number in 0..<500 {
                logger.info("\(text)", metadata: ["i": .number(thread * 1000 + number)])
            }
        }
        try pipe.fileHandleForWriting.close()
        try waitUntil("the end of the stream") { !read.all.isEmpty }
        let text = read.all.map { String(decoding: $0, as: UTF8.self) }.joined()
        let numbers = Replay.values(text).compactMap { $0["i"]?.whole }
        #expect(numbers.count == 2000 && Set(numbers).count == 2000)
        for thread in 0..<4 as Range<Int64> {
            let own = numbers.filter { $0 / 1000 == thread }
            #expect(own == own.sorted())
        }
    }
}
