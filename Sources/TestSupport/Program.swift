import Domain
import Foundation
import Synchronization

/// Another program, run to its end.
package struct Program: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String

    /// Runs a program with variables added to our environment; an empty value takes one away.
    ///
    /// Its current folder is the checkout when none is given.
    package static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        input: String = "", folder: String? = nil
    ) throws -> Program {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder ?? TestCluster.checkout)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            .filter { !$0.value.isEmpty }
        let (output, errors, feed) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = feed
        try process.run()
        feed.fileHandleForWriting.write(Data(input.utf8))
        try feed.fileHandleForWriting.close()
        let said = Mutex(Data())
        let reading = DispatchGroup()
        let source = errors.fileHandleForReading
        DispatchQueue.global().async(group: reading) {
            let data = source.readDataToEndOfFile()
            said.withLock { $0 = data }
        }
        let written = output.fileHandleForReading.readDataToEndOfFile()
        reading.wait()
        process.waitUntilExit()
        return Program(
            status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
            errors: String(decoding: said.withLock { $0 }, as: UTF8.self))
    }

    /// The `evclinic` that was built beside the tests.
    package static let evclinic: String = {
        let folder = ProcessInfo.processInfo.environment["EVCLINIC_BUILT"]
        if let folder { return "\(folder)/evclinic" }
        var at = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            at = URL(filePath: argument)
        }
        return at.deletingLastPathComponent().appending(path: "evclinic")
            .path(percentEncoded: false)
    }()
}
