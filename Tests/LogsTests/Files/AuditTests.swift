import Digests
import Foundation
import Logs
import TestSupport
import Testing

@Suite("The audit file") struct AuditTests {
    private let own = ".app-DATE.log-audit.json"

    private func desk(_ keep: LogRetention = .files(2)) throws -> LogDesk {
        try LogDesk {
            $0.maxFiles = keep
            $0.isZipped = false
        }
    }

    private func names(_ desk: LogDesk, _ audit: String) throws -> [String] {
        let value = JSONValue(try desk.text(audit).utf8)
        let names = value?["files"]?.elements.compactMap { $0["name"]?.text } ?? []
        return names.map { $0.replacing("\(desk.folder)/app-2026-08-", with: "") }
    }

    @Test("has winston's text, to the last byte") func text() throws {
        let desk = try desk(.days(14))
        desk.write()
        let file = desk.path("app-2026-08-22.log")
        let hash = SHA256.hex(of: Array("\(file)LOG_FILE1787390130123".utf8))
        #expect(
            try desk.text(own) == """
                {
                    "keep": {
                        "days": true,
                        "amount": 14
                    },
                    "auditLog": "\(desk.path(own))",
                    "files": [
                        {
                            "date": 1787390130123,
                            "name": "\(file)",
                            "hash": "\(hash)"
                        }
                    ],
                    "hashType": "sha256"
                }
                """)
    }

    @Test(
        "that is corrupt is rebuilt from the folder, and that is told",
        arguments: [
            "", "{\"keep\":", "[]", "{\"files\":{}}", "{\"files\":[{\"name\":1}]}", "\u{0}",
        ])
    func corrupt(_ text: String) throws {
        for days in [0, 1] as [Int64] {
            let desk = try desk()
            for _ in 0..<2 {
                desk.write()
                desk.pass(seconds: 86_400)
            }
            try desk.home.write(text, to: "logs/\(own)")
            desk.restart()
            desk.pass(seconds: (days - 1) * 86_400)
            desk.write()
            let wanted = days == 0 ? ["22.log", "23.log"] : ["23.log", "24.log"]
            desk.settle(leaving: wanted.map { "app-2026-08-\($0)" })
            #expect(try names(desk, own) == wanted, "\(text) \(days)")
            #expect(desk.names.count == 2, "\(desk.names)")
            #expect(desk.errors == ["the audit file was not readable and is rebuilt"], "\(days)")
        }
    }

    @Test("of winston's own is gone on with, under its name") func winston() throws {
        let desk = try desk()
        let theirs = ".49cbd6f7919d3b071f889a20c37627b099d39d16-audit.json"
        let files = ["20", "21"].map { "\"\(desk.folder)/app-2026-08-\($0).log\"" }
        try desk.home.write(
            """
            {
                "keep": {"days": false, "amount": 2},
                "auditLog": "\(desk.path(theirs))",
                "files": [
                    {"date": 1787217330123, "name": \(files[0]), "hash": "a"},
                    {"date": 1787303730123, "name": \(files[1]), "hash": "b"}
                ],
                "hashType": "sha256"
            }
            """, to: "logs/\(theirs)")
        for day in ["20", "21"] {
            try desk.home.write("{\"i\":7}\n", to: "logs/app-2026-08-\(day).log")
        }
        desk.write()
        #expect(try names(desk, theirs) == ["20.log", "21.log", "22.log"])
        desk.settle(leaving: ["app-2026-08-21.log", "app-2026-08-22.log"])
        #expect(try desk.shown() == "21.log=7 22.log=1")
        #expect(try names(desk, theirs) == ["21.log", "22.log"])
        #expect(!FileManager.default.fileExists(atPath: desk.path(own)))
        #expect(try desk.text(theirs).contains("\"hash\": \"b\""))
    }

    @Test("of another log is not taken for this one's") func another() throws {
        let desk = try desk()
        let theirs = ".49cbd6f7919d3b071f889a20c37627b099d39d16-audit.json"
        let text = #"{"files": [{"date": 1, "name": "/x/other-2026-08-20.log", "hash": "a"}]}"#
        try desk.home.write(text, to: "logs/\(theirs)")
        desk.write()
        desk.settle()
        #expect(try desk.text(theirs) == text)
        #expect(try names(desk, own) == ["22.log"])
    }

    @Test("is not kept where nothing is ever removed") func unlimited() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        desk.write()
        desk.settle()
        #expect(!FileManager.default.fileExists(atPath: desk.path(own)))
    }
}
