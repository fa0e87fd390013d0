import Glibc
import Logging
import Logs

/// A logger as the worker has it, and how long its lines take.
struct LogBench: Sendable {
    private let logger: Logger

    init(folder: String) {
        var options = RotationOptions(folder: folder, filename: "combined-%DATE%.log")
        options.maxSize = LogSize(bytes: 64 << 20)
        options.isZipped = false
        let pipeline = LogPipeline(
            [.files(LogFileSink(options), level: .info)], defaults: ["service": "worker"])
        logger = Logger(label: "bench") { _ in WinstonLogHandler(pipeline) }
    }

    /// Nanoseconds a line that is written, over all threads.
    func written(_ lines: Int, threads: Int) -> Int {
        line(0)
        return nanoseconds(lines) {
            Threads.run(threads) { for number in 1...(lines / threads) { line(number) } }
        }
    }

    /// Nanoseconds a line that nobody wants.
    func disabled(_ lines: Int) -> Int {
        nanoseconds(lines) {
            for number in 1...lines { logger.debug("Not wanted", metadata: ["n": "\(number)"]) }
        }
    }

    private func line(_ number: Int) {
        logger.info(
            "Job completed",
            metadata: [
                "attempt": .number(1), "durationMs": .stringConvertible(1532.25),
                "jobId": "b6c1f0a2-77", "queue": "reports-monthly",
                "rows": .number(100_000 + number), "tenantId": "clinic-42-harbor-dental",
            ])
    }

    private func nanoseconds(_ lines: Int, _ body: () -> Void) -> Int {
        let began = Self.now()
        body()
        return Int(Self.now() - began) / lines
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
