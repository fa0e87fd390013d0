import Foundation
import Logs
import TestSupport
import Testing

/// What processes of one machine leave in their log, and `evclinic logs`.
@Suite("Run log") struct RunLogTests {
    /// A desk whose log goes to files.
    private func desk(_ more: [String: String] = [:]) throws -> Desk {
        let desk = try Desk(["close": Desk.job()])
        return try Desk(
            desk,
            ["LOG_OUTPUT": "files", "LOG_DIR": desk.office.folder.path + "/logs"].merging(more) {
                $1
            })
    }

    private func lines(_ text: String) -> [JSONValue] {
        text.split(separator: "\n").compactMap { JSONValue($0.utf8) }
    }

    @Test("names job, run, clinic and attempt on each line, of supervisor and executors alike")
    func context() throws {
        let desk = try desk()
        try desk.makeDue("close")
        #expect(try desk.evclinic("tick").status == 0)

        let all = try lines(desk.evclinic("logs", "--json").output)
        let ended = all.filter { $0["message"]?.text == "Run finished" }
        #expect(ended.count == 5)
        #expect(
            ended.allSatisfy { $0["jobId"]?.text == "close" && $0["service"]?.text == "evclinic" })
        let runs = Set(ended.compactMap { $0["runId"]?.whole.map(String.init) })
        #expect(runs == Set(try desk.office.told("SELECT id::text FROM worker.run")))
        let tokens = Set(ended.compactMap { $0["requestId"]?.whole.map(String.init) })
        #expect(
            tokens
                == Set(try desk.office.told("SELECT fencing_token::text FROM worker.run_attempt")))
        #expect(Set(ended.compactMap { $0["clinicId"]?.whole }).count == 5)
        #expect(
            Set(all.compactMap { $0["worker"]?.text }).count >= 3, "a supervisor and two executors")
        let times = all.compactMap { $0["timestamp"]?.text }
        #expect(times == times.sorted())
    }

    @Test("is read by run, level, time and text, and passed through as it stands") func reading()
        throws
    {
        let desk = try desk()
        try desk.makeDue("close")
        #expect(try desk.evclinic("tick").status == 0)
        let run = try desk.office.told("SELECT min(id)::text FROM worker.run")[0]

        let own = try lines(desk.evclinic("logs", "--run", run, "--json").output)
        #expect(own.compactMap { $0["message"]?.text } == ["Run started", "Run finished"])
        #expect(try desk.evclinic("logs", "--run", run).output.contains(" info    Run started "))
        #expect(try desk.evclinic("logs", "--level", "error").output.isEmpty)
        #expect(try desk.evclinic("logs", "--until", "1h").output.isEmpty)
        #expect(
            try lines(desk.evclinic("logs", "--since", "1h", "-n", "3", "--json").output).count == 3
        )
        #expect(
            try desk.evclinic("logs", "--grep", "clinic=rhein-praxis").output.split(separator: "\n")
                .count == 1)
        #expect(try desk.evclinic("logs", "--since", "yesterday").status == 64)
        let stored = try String(
            contentsOfFile: desk.office.folder.path + "/logs/current.log", encoding: .utf8)
        #expect(
            try Set(stored.split(separator: "\n"))
                == Set(desk.evclinic("logs", "--json").output.split(separator: "\n")))
    }

    @Test("has a failed run's error, code and stack, in the errors' file too") func failure() throws
    {
        let desk = try desk()
        try desk.office.change(
            "DELETE FROM clinic.tax_policy WHERE clinic_id = (SELECT id FROM clinic.clinic WHERE slug = 'harbor-dental')"
        )
        try desk.makeDue("close")
        #expect(try desk.evclinic("tick").status == 3)

        for words in [["logs", "--json", "--level", "error"], ["logs", "--json", "--errors"]] {
            let failed = try lines(desk.evclinic(words, [:]).output).filter {
                $0["message"]?.text?.hasPrefix("Run failed ") ?? false
            }
            #expect(failed.compactMap { $0["code"]?.text } == ["TAX_POLICY_MISSING"])
            #expect(failed.first?["stack"]?.text?.hasPrefix("AppError: ") == true)
            #expect(failed.first?["runId"] != nil)
        }
        let errors = try lines(desk.evclinic("logs", "--json", "--errors").output)
        #expect(errors.allSatisfy { $0["level"]?.text == "error" })
    }

    @Test("goes to standard output on request, the executors' lines too, but never between results")
    func containers() throws {
        let desk = try desk(["LOG_OUTPUT": "stdout"])
        try desk.makeDue("close")
        let plain = try desk.evclinic("tick")
        let told = lines(plain.output)
        #expect(told.count == plain.output.split(separator: "\n").count)
        #expect(told.count { $0["message"]?.text == "Run finished" } == 5)

        let result = try desk.evclinic("tick", "--json")
        #expect(result.output == "{\"failed\":[],\"left_out\":0,\"queued\":0}\n")
    }

    @Test("is refused by the name of a key, before anything is done") func typo() throws {
        let desk = try desk(["LOG_MAX_SIZE": "20mo"])
        let done = try desk.evclinic("tick")

        #expect(done.status == 78)
        #expect(done.errors.contains("LOG_MAX_SIZE"))
        #expect(done.errors.contains("is not a size, such as 20m"))
    }

    @Test("that has no folder keeps no run from its work, and says so") func noFolder() throws {
        let desk = try desk()
        try desk.office.folder.write("in the way", to: "logs")
        try desk.makeDue("close", clinics: 1)
        let done = try desk.evclinic("tick")

        #expect(try desk.office.told("SELECT state FROM worker.run") == ["done"])
        #expect(done.errors.contains("evclinic: log: "))
        #expect(done.errors.contains("Not a directory"))
        let read = try desk.evclinic("logs")
        #expect(read.status == 1)
        #expect(read.errors.contains("LOGS_MISSING"))
    }

    @Test("holds no password of a connection, whatever goes wrong (I9)") func secrets() throws {
        let desk = try desk([
            "PRIMARY_URL": "postgresql://worker:canary-7@127.0.0.1:1/clinic?connect_timeout=1",
            "LOG_LEVEL": "silly",
        ])
        let done = try desk.evclinic("tick")
        #expect(done.status != 0)
        var text = done.errors + done.output
        for name in desk.office.folder.files().keys where name.hasPrefix("logs/") {
            text += try String(
                contentsOfFile: desk.office.folder.path + "/" + name, encoding: .utf8)
        }
        #expect(text.contains("PRIMARY_UNREACHABLE"))
        #expect(!text.contains("canary-7"))
    }
}
