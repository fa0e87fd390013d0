import Logs
import Testing

@Suite("Options that winston gets wrong") struct PolicyOptionTests {
    @Test("are refused at start: a maxFiles that is no number") func letters() throws {
        try Scenario.expectRefused("maxFiles 'abc'", "maxFiles")
    }

    @Test("are refused at start: a frequency that nobody knows") func hourly() throws {
        try Scenario.expectRefused("frequency bad word 'hourly'", "frequency")
    }

    @Test("are refused at start: a pattern coarser than the frequency") func coarse() throws {
        try Scenario.expectRefused("frequency 5m default pattern", "datePattern")
    }

    @Test("mean days in capitals too") func capitals() throws {
        // On the 26th at ten, what was written since the 24th at ten is kept, and what was open then.
        try Scenario.expect("maxFiles '2D' (capital)", "23.log=2 24.log=3 25.log=4 26.log=5")
    }

    @Test("are all told what we do instead") func complete() throws {
        guard let policy = try Policy() else { return }
        let tested: Set = [
            "clock goes back over midnight", "corrupt audit disables removal",
            "dst fall back hourly local", "file deleted under it",
            "file deleted under it + watchLog",
            "file deleted under it + watchLog, pre-existing file", "frequency 5m default pattern",
            "frequency bad word 'hourly'", "maxFiles '2D' (capital)", "maxFiles 'abc'",
            "maxFiles pre-existing files not in audit are kept", "maxSize \"1.5k\"",
            "maxSize \"1024\"", "maxSize \"1kb\"", "maxSize \"20mb\"", "maxSize 100",
            "maxSize 1500", "zipped size burst (lines lost?)",
            "zipped size restart: name re-used, then not zipped as .gz exists",
            "zipped: previous day's file at restart stays unzipped",
        ]
        #expect(policy.names.filter { !$0.hasPrefix("File ") } == tested)
    }
}
