import Logs
import TestSupport
import Testing

@Suite("Options that cannot be meant") struct CheckTests {
    private func refused(_ change: (inout RotationOptions) -> Void) -> String? {
        var options = RotationOptions(folder: "logs", filename: "app-%DATE%.log")
        change(&options)
        do throws(LogOptionError) {
            try options.check()
            return nil
        } catch {
            return error.option
        }
    }

    @Test(
        "are refused by name: a filename that is none",
        arguments: [
            "", "a/b", "a\\b", "a:b", "a*b", "a?b", "a\"b", "a<b", "a|b", "a\nb", "a\u{7F}",
            "\u{0}",
            "/app.log", "../app.log", String(repeating: "x", count: 101),
        ])
    func filename(_ name: String) {
        #expect(refused { $0.filename = name } == "filename", "\(name.debugDescription)")
    }

    @Test("are refused by name: folders, links and audits that are none") func others() {
        #expect(refused { $0.folder = "" } == "dirname")
        #expect(refused { $0.folder = "a\u{0}b" } == "dirname")
        #expect(refused { $0.symlinkName = "a/b" } == "symlinkName")
        #expect(refused { $0.symlinkName = "" } == "symlinkName")
        #expect(refused { $0.auditFile = "../audit.json" } == "auditFile")
        #expect(refused { $0.auditHash = "sha1" } == "auditHashType")
    }

    @Test(
        "are refused by name: a frequency finer than the pattern, a folder, an offset",
        arguments: table(
            """
            frequency  pattern            refused  why
            5m         YYYY-MM-DD         yes      no minute
            5m         YYYY-MM-DD-HH      yes      no minute
            5m         YYYY-MM-DD-HHmm    no       a minute
            3h         YYYY-MM-DD         yes      no hour
            3h         YYYY-MM-DD-HH      no       an hour
            3h         YYYY-MM-DD-HH-mm   no       finer than needed
            daily      YYYY-MM-DD         no       a day
            custom     YYYY               no       the pattern decides
            custom     YYYY/MM/DD         yes      a folder in a name
            custom     YYYY-MM-DDZZ       yes      an offset in a name
            """))
    func frequency(_ row: [String]) throws {
        let frequency = try LogFrequency(row[0])
        let option = refused {
            $0.frequency = frequency
            $0.datePattern = DatePattern(row[1])
        }
        #expect(option == (row[2] == "yes" ? "datePattern" : nil), "\(row[3])")
    }

    @Test("are not the standard ones, which are winston's where it says them") func standard() {
        let options = RotationOptions(folder: "logs", filename: "app-%DATE%.log")
        #expect(refused { _ in } == nil)
        #expect(options.datePattern == DatePattern("YYYY-MM-DD") && options.isUTC)
        #expect(options.maxSize == LogSize(bytes: 20_971_520) && options.maxFiles == .days(14))
        #expect(options.isZipped && options.symlinkName == "current.log")
        #expect(options.fileMode == 0o640 && options.folderMode == 0o750)
        #expect(options.memoryBytesMax == 4_194_304 && options.zipDelaySeconds == 60)
    }
}
