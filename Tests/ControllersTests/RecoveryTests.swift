import Controllers
import Domain
import Foundation
import Repositories
import TestSupport
import Testing

@Suite("Recovery") struct RecoveryTests {
    @Test(
        "finishes what was recorded and not published",
        arguments: table(
            """
            temporary  final    recovery   then         why
            whole      none     published  unchanged    cut off before the renaming
            none       whole    published  unchanged    cut off before it was marked
            whole      whole    published  unchanged    another process was faster
            cut        none     gone       republished  a disk that lost what fsync promised
            none       none     gone       republished  somebody cleaned up
            cut        whole    published  unchanged    the temporary file is then junk
            whole      other    blocked    conflict     we never overwrite a file
            none       other    blocked    conflict     nor when ours is gone
            """))
    func states(_ row: [String]) throws {
        let floor = try Floor()
        let file = try Self.unpublish("-tax-variances.csv", on: floor)
        let content = try Data(contentsOf: URL(filePath: file.target))
        try Self.put(row[0], content, at: file.source)
        try Self.put(row[1], content, at: file.target)

        #expect(try Self.recover(on: floor) == [row[2]], "\(row[4])")
        #expect(!FileManager.default.fileExists(atPath: file.source) || row[2] == "blocked")
        if row[3] == "conflict" {
            let error = #expect(throws: AppError.self) { try floor.site.run() }
            #expect(error?.code == .fileConflict)
            #expect(try Data(contentsOf: URL(filePath: file.target)) == Data("other".utf8))
            try FileManager.default.removeItem(atPath: file.target)
            try floor.site.run()
        } else {
            if row[2] == "published" { try floor.expectFinished() }
            #expect(try floor.site.run().outcome.rawValue == row[3])
        }
        #expect(try Data(contentsOf: URL(filePath: file.target)) == content)
        try floor.expectFinished()
    }

    @Test("makes a manifest again from the ledger, which has its bytes")
    func manifest() throws {
        let floor = try Floor()
        let file = try Self.unpublish(".manifest.json", on: floor)
        let content = try Data(contentsOf: URL(filePath: file.target))
        try FileManager.default.removeItem(atPath: file.target)

        #expect(try Self.recover(on: floor) == ["published"])
        #expect(try Data(contentsOf: URL(filePath: file.target)) == content)
        try floor.expectFinished()
    }

    @Test("keeps away from a run that another process still publishes")
    func leased() throws {
        let floor = try Floor()
        _ = try Self.unpublish(".xlsx", on: floor)
        try Self.lease(floor, for: "1 h")
        #expect(try Self.recover(on: floor) == [])

        try floor.lapseLeases()
        #expect(try Self.recover(on: floor) == ["published"])
        #expect(try floor.told("SELECT worker FROM worker.queue") == [], "the lease went with it")
    }

    @Test("leaves to another machine what lies in a folder that is not here")
    func elsewhere() throws {
        let floor = try Floor()
        _ = try Self.unpublish(".xlsx", on: floor)
        try floor.change("UPDATE worker.run_file SET folder = '/nowhere' WHERE state = 'recorded'")
        #expect(try Self.recover(on: floor) == [])
        #expect(
            try floor.told("SELECT DISTINCT state FROM worker.run_file WHERE folder = '/nowhere'")
                == ["recorded"])
    }

    @Test("does not let one file that cannot be published keep back the others")
    func others() throws {
        let floor = try Floor()
        let blocked = try Self.unpublish("-certificate.csv", on: floor)
        let other = try Self.unpublish(".xlsx", on: floor)
        try FileManager.default.moveItem(atPath: other.target, toPath: other.source)
        try Self.put("other", Data(), at: blocked.target)

        #expect(try Self.recover(on: floor).sorted() == ["blocked", "published"])
        #expect(FileManager.default.fileExists(atPath: other.target))
    }

    /// As a process leaves it that died between recording and renaming that file.
    private static func unpublish(
        _ suffix: String, on floor: Floor
    ) throws -> (source: String, target: String) {
        if try floor.told("SELECT state FROM worker.run") == [] { try floor.site.run() }
        try floor.change(
            """
            UPDATE worker.run_file SET state = 'recorded', published_at = NULL
            WHERE name LIKE '%\(suffix)'
            """)
        let row = try floor.told(
            """
            SELECT folder || ' ' || temporary || ' ' || name FROM worker.run_file
            WHERE name LIKE '%\(suffix)'
            """)
        let parts = try #require(row.first).split(separator: " ")
        return ("\(parts[0])/\(parts[1])", "\(parts[0])/\(parts[2])")
    }

    /// A lease as the process holds it that recorded the run.
    private static func lease(_ floor: Floor, for time: String) throws {
        try floor.change(
            """
            INSERT INTO worker.queue (run_id, state, due_at, fencing_token, leased_until, worker)
            SELECT run_id, 'running', clock_timestamp(), fencing_token,
                clock_timestamp() + interval '\(time)', 'test/2'
            FROM worker.run_attempt
            """)
    }

    private static func put(_ kind: String, _ content: Data, at path: String) throws {
        let place = URL(filePath: path)
        switch kind {
        case "whole": try content.write(to: place)
        case "cut": try content.prefix(100).write(to: place)
        case "other": try Data("other".utf8).write(to: place)
        default: try? FileManager.default.removeItem(at: place)
        }
    }

    private static func recover(on floor: Floor) throws -> [String] {
        try Publisher().recover(on: floor.site.primary()).map { recovery in
            switch recovery {
            case .published: "published"
            case .gone: "gone"
            case .blocked(_, let error):
                error.code == .fileConflict ? "blocked" : error.errorCode
            }
        }
    }
}
