import Foundation
import Logs
import TestSupport

/// Processes that write to one log, rotate and compress it, and are killed at random; what they noted
/// as written is counted afterwards.
final class LogGame {
    let folder: TemporaryFolder
    private let size: String
    private let threads = 2
    private var processes: [RunningProgram] = []

    init(size: String) throws {
        self.size = size
        folder = try TemporaryFolder()
    }

    private var writer: String {
        URL(filePath: Program.evclinic).deletingLastPathComponent().appending(path: "log-replay")
            .path(percentEncoded: false)
    }

    private func start(lines: Int = 0) throws -> RunningProgram {
        try RunningProgram(
            writer,
            [
                "write", folder.path + "/logs", folder.path + "/notes", "\(lines)", "\(threads)",
                size, "0",
            ])
    }

    /// Has four processes at work and kills one of them so many times.
    func kill(times: Int, dice: inout some RandomNumberGenerator) throws {
        processes = try (0..<4).map { _ in try start() }
        for _ in 0..<times {
            letPass(microseconds: .random(in: 0...60_000, using: &dice))
            let place = Int.random(in: 0..<4, using: &dice)
            processes[place].signal(SIGKILL)
            _ = processes[place].wait()
            processes[place] = try start()
        }
        for process in processes {
            process.signal(SIGKILL)
            _ = process.wait()
        }
        try follow()
    }

    /// Has one more process write a line a thread: what others left half done it goes on with.
    func follow() throws { _ = try start(lines: 1).wait() }

    /// Lets four processes write so many lines a thread, to their end.
    func write(lines: Int) throws -> [Program] {
        try (0..<4).map { _ in try start(lines: lines) }.map { $0.wait() }
    }

    /// What a logger has returned from, as its process noted it.
    func noted() throws -> [String] {
        try String(contentsOfFile: folder.path + "/notes", encoding: .utf8)
            .split(separator: "\n").map(String.init)
            .filter { $0.split(separator: " ").count == 3 && $0.last?.isNumber == true }
    }

    /// What stands in the files.
    func found() throws -> LogCount { try LogCount(folder.path + "/logs") }
}

/// The marks in all files of a folder, file after file.
struct LogCount {
    /// Each mark, with the files that hold it.
    private(set) var places: [String: [String]] = [:]
    /// Lines that are none: half a line of a killed process.
    private(set) var brokenCount = 0
    /// Marks that stand behind a later one of their thread.
    private(set) var disorder: [String] = []
    private(set) var sizes: [String: Int] = [:]
    /// The sum of what lines say was lost.
    private(set) var lost = 0

    var files: [String] { sizes.keys.sorted() }

    init(_ folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasPrefix("app-") }
            .sorted { Self.number($0) < Self.number($1) }
        var latest: [Substring: Int] = [:]
        for name in names {
            let text = try Self.text(folder + "/" + name)
            sizes[name] = text.count
            for line in text.split(separator: 10) {
                guard let value = JSONValue(line) else {
                    brokenCount += 1
                    continue
                }
                lost += value["lost"]?.whole.map(Int.init) ?? 0
                guard let mark = value["mark"]?.text else { continue }
                places[mark, default: []].append(name)
                let thread = mark.prefix(upTo: mark.lastIndex(of: " ") ?? mark.endIndex)
                let number = Int(mark.dropFirst(thread.count + 1)) ?? 0
                if number <= latest[thread] ?? 0 { disorder.append(mark) }
                latest[thread] = number
            }
        }
    }

    /// `app-2026-11-25.log.12.gz` is the twelfth of its day.
    private static func number(_ name: String) -> (String, Int) {
        let parts = name.split(separator: ".").filter { $0 != "gz" }
        return (String(parts[0]), parts.count > 2 ? Int(parts[2]) ?? 0 : 0)
    }

    private static func text(_ path: String) throws -> [UInt8] {
        guard path.hasSuffix(".gz") else {
            return try [UInt8](Data(contentsOf: URL(filePath: path)))
        }
        return [UInt8](try Program.run("/bin/gzip", ["-dc", path]).output.utf8)
    }
}
