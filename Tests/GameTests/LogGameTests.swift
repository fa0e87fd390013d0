import Foundation
import TestSupport
import Testing

/// Log lines outlive whoever wrote them.
@Suite("Log game", .serialized) struct LogGameTests {
    @Test(
        "of 500 kills: each line that was acknowledged is in one file, once, in its thread's order",
        arguments: ["64k", "9m"])
    func kills(size: String) throws {
        var dice = Dice()
        let game = try LogGame(size: size)
        try game.kill(times: 250, dice: &dice)
        let (noted, found) = (try game.noted(), try game.found())

        let missing = noted.filter { found.places[$0] == nil }
        let doubled = found.places.filter { $0.value.count > 1 }
        #expect(noted.count > 1000)
        #expect(missing.isEmpty, "\(missing.prefix(5)), \(dice)")
        #expect(doubled.isEmpty, "\(doubled.prefix(5)), \(dice)")
        #expect(found.disorder.isEmpty, "\(found.disorder.prefix(5)), \(dice)")
        let sizeMax = size == "64k" ? 64 << 10 : 9 << 20
        #expect(found.sizes.values.allSatisfy { $0 <= sizeMax }, "\(found.sizes), \(dice)")
        print(
            "Log game, files of \(size): 250 kills, \(noted.count) lines noted,",
            "\(found.files.count) files, \(found.brokenCount) halves of lines, \(dice)")
    }

    @Test("of four processes that rotate and compress: 40,000 lines of 40,000") func four() throws {
        let game = try LogGame(size: "200k")
        let ended = try game.write(lines: 5000)
        let found = try game.found()

        #expect(ended.allSatisfy { $0.status == 0 && $0.errors.isEmpty })
        #expect(found.places.count == 40_000)
        #expect(found.places.values.allSatisfy { $0.count == 1 })
        #expect(found.disorder.isEmpty)
        #expect(found.brokenCount == 0)
        // Who ended while it compressed a file left it to the next one.
        try waitUntil("all but the last are compressed") {
            try game.follow()
            return try game.found().files.count { !$0.hasSuffix(".gz") } == 1
        }
    }

    @Test(
        "of a disk of 1 MiB: who writes lives, goes on when there is room, and counts what is lost")
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        let writer = URL(filePath: Program.evclinic).deletingLastPathComponent()
            .appending(path: "log-replay").path(percentEncoded: false)
        // In a namespace of its own nobody else sees the disk, and it goes with the shell.
        let script = """
            mkdir "$0/disk" && mount -t tmpfs -o size=1m tmpfs "$0/disk" || exit 99
            "\(writer)" write "$0/disk/logs" "$0/notes" 60000 2 200k 0 > "$0/said" 2>/dev/null & writer=$!
            until grep -q "\\"lost\\"" "$0"/disk/logs/*.log* 2>/dev/null \\
                || [ "$(df --output=avail "$0/disk" | tail -n 1)" -lt 8 ]; do sleep 0.05; done
            sleep 1.5
            mkdir "$0/kept" && mv "$0"/disk/logs/app-*.log.[1-4].gz "$0"/disk/logs/app-*.log.gz "$0/kept"
            wait $writer || exit 98
            cp "$0"/disk/logs/app-* "$0/kept"
            """
        let shell = try Program.run(
            "/usr/bin/unshare", ["-rm", "/bin/sh", "-c", script, folder.path])
        guard shell.status != 99, !shell.errors.contains("unshare") else {
            return print("skipped: no namespace for a disk of its own (\(shell.errors))")
        }

        let found = try LogCount(folder.path + "/kept")
        let said = try String(contentsOfFile: folder.path + "/said", encoding: .utf8)
        let left = try #require(Int(said.prefix { $0 != " " }))
        #expect(shell.status == 0, "\\(shell.errors)")
        #expect(found.lost > 0)
        #expect(found.brokenCount == 0)
        #expect(found.places.count + found.lost + left == 120_000)
    }
}
