import Domain
import Foundation
import Glibc
import Synchronization

/// Another program, run to its end.
package struct Program: Sendable {
    package let status: Int32
    /// Whether a signal ended it; `status` is then the signal's number.
    package let isKilled: Bool
    package let output: String
    package let errors: String

    /// Runs a program with variables added to our environment; an empty value takes one away.
    ///
    /// Its current folder is the checkout when none is given.
    package static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        input: String = "", folder: String? = nil
    ) throws -> Program {
        try RunningProgram(
            path, arguments, environment: environment, input: input, folder: folder
        ).wait()
    }

    /// The `evclinic` that was built beside the tests.
    package static let evclinic = built("evclinic")

    /// A program of this package that was built beside the tests, by its name.
    package static func built(_ name: String) -> String { "\(builtFolder)/\(name)" }

    private static let builtFolder: String = {
        let folder = ProcessInfo.processInfo.environment["EVCLINIC_BUILT"]
        if let folder { return folder }
        var at = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            at = URL(filePath: argument)
        }
        let path = at.deletingLastPathComponent().path(percentEncoded: false)
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }()
}

/// A program at work beside the test, to be signalled or waited for.
package final class RunningProgram: Sendable {
    private let process = Process()
    private let output = Mutex(Data())
    private let errors = Mutex(Data())
    private let reading = DispatchGroup()

    /// Starts a program; see `Program.run` for the parameters.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        input: String = "", folder: String? = nil
    ) throws {
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder ?? TestCluster.checkout)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            // Ours to play a test again; to a program it is no key.
            .filter { !$0.value.isEmpty && $0.key != "EVCLINIC_TEST_SEED" }
        let (written, said, feed) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = written
        process.standardError = said
        process.standardInput = feed
        try process.run()
        // Beside the reading: a program may answer before it has heard everything.
        let end = feed.fileHandleForWriting
        DispatchQueue.global().async {
            try? end.write(contentsOf: Data(input.utf8))
            try? end.close()
        }
        collect(written) { [self] data in output.withLock { $0 = data } }
        collect(said) { [self] data in errors.withLock { $0 = data } }
    }

    private func collect(_ pipe: Pipe, _ keep: @escaping @Sendable (Data) -> Void) {
        let source = pipe.fileHandleForReading
        DispatchQueue.global().async(group: reading) { keep(source.readDataToEndOfFile()) }
    }

    package var isRunning: Bool { process.isRunning }

    package var id: Int32 { process.processIdentifier }

    /// Sends a signal, unless the program has ended.
    package func signal(_ number: Int32) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, number)
    }

    /// Sends a signal when some time has passed, unless the program has ended by then.
    package func signal(_ number: Int32, afterMicroseconds delay: UInt32) {
        usleep(delay)
        signal(number)
    }

    /// Waits for its end, and gives what it wrote.
    package func wait() -> Program {
        reading.wait()
        process.waitUntilExit()
        return Program(
            status: process.terminationStatus,
            isKilled: process.terminationReason == .uncaughtSignal,
            output: String(decoding: output.withLock { $0 }, as: UTF8.self),
            errors: String(decoding: errors.withLock { $0 }, as: UTF8.self))
    }
}
