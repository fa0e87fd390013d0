import Glibc
import Settings
import Testing

@Suite("EnvFile on disk") struct EnvFileReadingTests {
    private let disk: TemporaryFile

    init() throws {
        disk = try TemporaryFile()
    }

    @Test("is read with its mode and under the name that was asked for") func present() throws {
        try disk.write("A=b\n", mode: 0o640)
        let file = try #require(EnvFile.read(disk.path))

        #expect(file == EnvFile(name: disk.path, bytes: Array("A=b\n".utf8), mode: 0o640))
    }

    @Test("is longer than one read") func long() throws {
        try disk.write("A=" + String(repeating: "b", count: 200_000), mode: 0o600)
        let file = try #require(EnvFile.read(disk.path))

        #expect(file.entry(of: "A")?.value.revealed.utf8.count == 200_000)
    }

    @Test("may be missing") func missing() {
        #expect(EnvFile.read(disk.path) == nil)
    }

    @Test("is refused when it is a folder") func isFolder() {
        #expect(problems(disk.folder) == ["is not a regular file"])
    }

    @Test("is refused without waiting when it is a FIFO") func isFIFO() throws {
        try #require(mkfifo(disk.path, 0o600) == 0)

        #expect(problems(disk.path) == ["is not a regular file"])
    }

    @Test("is refused when it is larger than any configuration") func tooLarge() throws {
        try disk.write("", mode: 0o600)
        try #require(truncate(disk.path, (1 << 20) + 1) == 0)

        #expect(problems(disk.path) == ["is larger than 1 MiB"])
    }

    @Test("that cannot be opened is one fault, and missing keys are not blamed on it")
    func unreadable() throws {
        // A link to itself: root, who may read everything, cannot open it either.
        try #require(symlink(disk.path, disk.path) == 0)
        let file = try #require(EnvFile.read(disk.path))

        #expect(file.faults.map(\.place) == [.file(disk.path)])
        #expect(file.faults.allSatisfy { $0.problem.hasPrefix("cannot be read: ") })
        #expect(throws: SettingsInvalid(file.faults)) {
            try Settings.load(environment: [:], file: file)
        }
    }

    private func problems(_ path: String) -> [String]? {
        EnvFile.read(path)?.faults.map(\.problem)
    }
}
