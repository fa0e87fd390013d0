import Digests
import Domain
import Foundation
import Testing

@testable import Sheets

@Suite("File sink") struct FileSinkTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("counts and hashes what it writes, for owner and group only") func whole() throws {
        var sink = try FileSink(scratch.path("a.csv"))
        for piece in ["one ", "", "two"] {
            try Array(piece.utf8).withUnsafeBytes { try sink.write($0) }
        }
        let file = try sink.finish(rows: 2)

        #expect(try scratch.bytes("a.csv") == Array("one two".utf8))
        #expect(
            file
                == WrittenFile(
                    path: scratch.path("a.csv"), sha256: SHA256.hex(of: Array("one two".utf8)),
                    bytes: 7, rows: 2))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        #expect((mode as? Int ?? 0) & 0o137 == 0)
    }

    @Test("leaves nothing behind when it is not finished") func unfinished() throws {
        do {
            var sink = try FileSink(scratch.path("half.csv"))
            try [UInt8](repeating: 1, count: 9).withUnsafeBytes { try sink.write($0) }
            #expect(try scratch.names == ["half.csv"])
        }
        #expect(try scratch.names.isEmpty)
    }

    @Test("never overwrites a file") func existing() throws {
        try scratch.put("theirs", "a.csv")
        #expect(throws: AppError(.outputUnwritable, "file “a.csv”: EEXIST")) {
            _ = try FileSink(scratch.path("a.csv"))
        }
        #expect(try scratch.bytes("a.csv") == Array("theirs".utf8))
    }

    @Test("says which file and why, never in which folder") func missingFolder() {
        #expect(throws: AppError(.outputUnwritable, "file “a.csv”: ENOENT")) {
            _ = try FileSink(scratch.path("missing/a.csv"))
        }
    }

    @Test("knows a full disk from one that refuses", arguments: [ENOSPC, EDQUOT, EACCES, 9999])
    func codes(_ code: Int32) {
        let error = AppError.file("folder/a.csv", errno: code)
        switch code {
        case ENOSPC, EDQUOT: #expect(error == AppError(.outputFull, "file “a.csv”"))
        case EACCES: #expect(error == AppError(.outputUnwritable, "file “a.csv”: EACCES"))
        default: #expect(error == AppError(.outputUnwritable, "file “a.csv”: errno 9999"))
        }
    }
}
