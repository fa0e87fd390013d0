import Logs
import Testing

@Suite("Files that winston gets wrong") struct PolicyFileTests {
    @Test("are all zipped after a burst, and none is lost") func burst() throws {
        try Scenario.expect(
            "zipped size burst (lines lost?)",
            "22.log.1.gz=11..20 22.log.2.gz=21..30 22.log.3.gz=31..40 22.log.4=41..45 "
                + "22.log.gz=1..10")
    }

    @Test("of an earlier day are zipped at start") func earlier() throws {
        try Scenario.expect(
            "zipped: previous day's file at restart stays unzipped", "22.log.gz=1 23.log=2")
    }

    @Test("go on with the number after the highest archive") func restart() throws {
        try Scenario.expect(
            "zipped size restart: name re-used, then not zipped as .gz exists",
            "22.log.1.gz=11..20 22.log.2.gz=21..30 22.log.3.gz=31..40 22.log.4=41..45 "
                + "22.log.gz=1..10")
    }

    @Test("are removed though the audit was corrupt, which is written anew") func corrupt() throws {
        try Scenario.expect("corrupt audit disables removal", "25.log=4")
        guard let result = try Scenario.find("corrupt audit disables removal") else { return }
        let lines = FolderShape.lines(result["dir"], in: result["folder"]?.text)
        #expect(lines.contains { $0.contains("\"name\": \"<dir>/app-2026-08-25.log\"") })
        #expect(!lines.contains { $0.contains("wrong") })
    }

    @Test("that the audit does not know are counted too") func adopted() throws {
        try Scenario.expect("maxFiles pre-existing files not in audit are kept", "23.log=2")
    }

    @Test("do not become yesterday's when the clock goes back") func clock() throws {
        try Scenario.expect("clock goes back over midnight", "22.log=1 23.log=2..4")
    }

    @Test("have one name for the hour that comes twice, as winston's") func twice() throws {
        try Scenario.expect(
            "dst fall back hourly local", "10-25-01.log=1 10-25-02.log=2..3 10-25-03.log=4")
    }

    @Test(
        "that were deleted are made anew by the next line",
        arguments: [
            "file deleted under it", "file deleted under it + watchLog",
            "file deleted under it + watchLog, pre-existing file",
        ])
    func deleted(_ name: String) throws {
        try Scenario.expect(name, "22.log=2")
    }
}
