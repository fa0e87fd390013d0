package import Foundation

/// Programs that are no part of us and say whether they read what we wrote.
package enum Tool {
    /// A program ended badly.
    package struct Failed: Error { package let said: String }

    /// A Python that has openpyxl, or `nil` with a line that says so.
    package static let python: String? = {
        for candidate in ["/usr/bin/python3", "/usr/local/bin/python3"]
        where (try? run(candidate, ["-c", "import openpyxl"])) != nil {
            return candidate
        }
        print("skipped: no python3 with openpyxl")
        return nil
    }()

    package static let hasOffice = FileManager.default.isExecutableFile(atPath: "/usr/bin/soffice")

    /// Runs a script with arguments, and reads the JSON that it prints.
    package static func json<Value: Decodable>(
        _ type: Value.Type, python: String, _ script: String, _ arguments: String...
    ) throws -> Value {
        try JSONDecoder().decode(type, from: run(python, ["-c", script] + arguments))
    }

    /// Runs a program to its end.
    @discardableResult
    package static func run(_ program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        let (out, complaints) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = out
        process.standardError = complaints
        try process.run()
        let answer = out.fileHandleForReading.readDataToEndOfFile()
        let said = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(said: String(decoding: said, as: UTF8.self))
        }
        return answer
    }
}
