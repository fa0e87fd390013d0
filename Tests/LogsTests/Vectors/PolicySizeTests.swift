import Logs
import Testing

@Suite("Sizes that winston gets wrong") struct PolicySizeTests {
    @Test("have fractions") func fraction() throws {
        try Scenario.expect(
            "maxSize \"1.5k\"", "22.log=1..15 22.log.1=16..30 22.log.2=31..45 22.log.3=46..60")
    }

    @Test("may have a b behind the k") func kilobytes() throws {
        try Scenario.expect(
            "maxSize \"1kb\"",
            "22.log=1..10 22.log.1=11..20 22.log.2=21..30 22.log.3=31..40 22.log.4=41..50 "
                + "22.log.5=51..60")
    }

    @Test("may have a b behind the m") func megabytes() throws {
        try Scenario.expect("maxSize \"20mb\"", "22.log=1..60")
    }

    @Test("may be bytes in a text") func bytesInText() throws {
        try Scenario.expect(
            "maxSize \"1024\"",
            "22.log=1..10 22.log.1=11..20 22.log.2=21..30 22.log.3=31..40 22.log.4=41..50 "
                + "22.log.5=51..60")
    }

    @Test("are exact, however small") func oneLine() throws {
        guard let result = try Scenario.find("maxSize 100") else { return }
        let files = (1...60).map { $0 == 1 ? "22.log=1" : "22.log.\($0 - 1)=\($0)" }
        #expect(
            FolderShape.brief(result).split(separator: " ").map(String.init).sorted()
                == files.sorted())
    }

    @Test("are exact where they are no whole KiB") func odd() throws {
        try Scenario.expect(
            "maxSize 1500", "22.log=1..15 22.log.1=16..30 22.log.2=31..45 22.log.3=46..60")
    }
}
