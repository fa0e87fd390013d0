import Domain
import Foundation
import Glibc
import Logs
import TestSupport

/// A folder, a sink that writes to it, the two clocks that it is told, and what its hook heard.
final class LogDesk {
    let home: TemporaryFolder
    var options: RotationOptions
    var now = lineAt
    let steady = HeldTime(Instant(seconds: 1000))
    let heard = Kept<RotationEvent>()
    private(set) var sink: LogFileSink
    private var last = 0

    /// Takes the standard options, with files that are zipped at once, and changes of a test's.
    init(_ change: (inout RotationOptions) -> Void = { _ in }) throws {
        home = try TemporaryFolder()
        options = RotationOptions(folder: "\(home.path)/logs", filename: "app-%DATE%.log")
        options.zipDelaySeconds = -1000 * 86_400
        change(&options)
        try options.check()
        sink = LogFileSink(options, steady: steady.clock) { [heard] in heard.add($0) }
    }

    var folder: String { options.folder }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Begins anew, as the next process does.
    func restart() {
        sink = LogFileSink(options, steady: steady.clock) { [heard] in heard.add($0) }
    }

    /// Writes so many lines, numbered on, of so many bytes each.
    func write(_ count: Int = 1, bytes: Int = 40) {
        for _ in 0..<count {
            last += 1
            sink.write(Self.line(last, bytes: bytes), at: now)
        }
    }

    func pass(seconds: Int64) { now = now.adding(seconds: seconds) }

    /// What a second of time does.
    func settle() {
        steady.pass(seconds: 1)
        sink.tend(at: now)
        sink.tidy(at: now)
    }

    /// What some seconds of time do, until these files are left.
    ///
    /// A program that another test starts has our files, and the locks on them, until it runs.
    func settle(leaving wanted: [String]) {
        settle()
        for _ in 0..<500 where names != wanted {
            letPass(microseconds: 10_000)
            sink.tidy(at: now)
        }
    }

    static func line(_ number: Int, bytes: Int = 40) -> [UInt8] {
        let head = "{\"i\":\(number),\"p\":\""
        let filling = String(repeating: "x", count: max(0, bytes - head.utf8.count - 3))
        return Array("\(head)\(filling)\"}\n".utf8)
    }
}

extension LogDesk {
    /// The files of the folder that are neither an audit nor a link, in order of their names.
    var names: [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter { FileStamp(path($0)) != nil && !$0.hasSuffix(".json") }.sorted()
    }

    /// A file's text, unpacked by another program if it is an archive.
    func text(_ name: String) throws -> String {
        guard name.hasSuffix(".gz") else {
            return try String(contentsOfFile: path(name), encoding: .utf8)
        }
        return try Program.run("/usr/bin/env", ["gzip", "-dc", path(name)], folder: "/").output
    }

    /// The numbers of the lines of a file, in their order; -1 for what is no line of a test's.
    func numbers(_ name: String) throws -> [Int] {
        try text(name).split(separator: "\n").map { line in
            JSONValue(line.utf8)?["i"]?.whole.map { Int($0) } ?? -1
        }
    }

    /// Each file with its lines: `app-2026-08-22.log=1,2`, the days of one month shortened.
    func shown() throws -> String {
        try names.map { name in
            let lines = try numbers(name).map(String.init).joined(separator: ",")
            return name.replacing("app-2026-08-", with: "") + "=" + lines
        }.joined(separator: " ")
    }

    /// Makes a file's last line as old as the test's clock says.
    func age(_ name: String) throws {
        let date = Date(timeIntervalSince1970: Double(now.microseconds) / 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
    }

    /// The sentences that the hook heard.
    var errors: [String] {
        heard.all.compactMap { event in
            if case .error(let sentence) = event { sentence } else { nil }
        }
    }
}
