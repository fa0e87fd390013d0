import Domain
import Glibc
import Logging
import Logs

/// Writes, rotates, compresses and removes as fast as it can, and notes each line that a logger has
/// returned from: who kills it then counts.
///
/// `write FOLDER NOTES LINES THREADS SIZE FILES`: so many lines a thread, 0 for ever, into files of a
/// size such as 64k, of which so many are kept, 0 for all.
struct LogTorture: Sendable {
    private let sink: LogFileSink
    private let logger: Logger
    private let notes: Int32
    private let lines: Int
    private let threads: Int

    /// `nil` for other arguments.
    init?(_ arguments: [String]) {
        guard arguments.count == 6, let lines = Int(arguments[2]), let threads = Int(arguments[3]),
            let size = try? LogSize(arguments[4]), let files = Int(arguments[5])
        else { return nil }
        var options = RotationOptions(folder: arguments[0], filename: "app-%DATE%.log")
        options.maxSize = size
        options.maxFiles = .files(files == 0 ? 100_000 : files)
        options.zipDelaySeconds = -1
        options.memoryBytesMax = 1 << 16
        sink = LogFileSink(options) { event in
            guard case .error(let sentence) = event else { return }
            let line = "\(sentence)\n"
            _ = Glibc.write(STDERR_FILENO, line, line.utf8.count)
        }
        let pipeline = LogPipeline([.files(sink, level: .info)])
        logger = Logger(label: "torture") { _ in WinstonLogHandler(pipeline) }
        notes = open(arguments[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        (self.lines, self.threads) = (lines, threads)
    }

    /// Returns when all lines are written.
    func run() {
        runInBackground {
            while true {
                sink.tend(at: Clock.wall.now)
                sink.tidy(at: Clock.wall.now)
                usleep(20_000)
            }
        }
        let left = Countdown(threads)
        for thread in 1..<threads {
            runInBackground {
                write(thread)
                left.finish()
            }
        }
        write(0)
        left.finish()
        left.wait()
        sink.tidy(at: Clock.wall.now)
        let lost = sink.close(at: Clock.wall.now)
        print("\(lost) without a place")
    }

    private func write(_ thread: Int) {
        var number = 0
        while lines == 0 || number < lines {
            number += 1
            let mark = "\(getpid()) \(thread) \(number)"
            logger.info(
                "Torture", metadata: ["mark": "\(mark)", "filling": .string(filling(number))])
            let note = "\(mark)\n"
            _ = Glibc.write(notes, note, note.utf8.count)
        }
    }

    private func filling(_ number: Int) -> String {
        String(repeating: "x", count: number * 37 % 300)
    }
}
