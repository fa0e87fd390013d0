import Settings
import Testing

@Suite("EnvFile") struct EnvFileTests {
    @Test(
        "reads a value as a shell would, without expanding it",
        arguments: table(
            #"""
            line                        value           why
            A=b                         b               plain
            A=                          ∅               empty is a value
            A=␠b⇥                       b               blanks around are not part of it
            A=b␠c                       b␠c             blanks inside are
            A=b=c                       b=c             the first = counts
            ␠⇥A=b                       b               indented
            export␠A=b                  b               as a shell file
            export⇥␠A=b                 b               any blanks
            A=b␠#c                      b               a comment after a blank
            A=b⇥#c                      b               or a tab
            A=b#c                       b#c             no blank, no comment
            A=#c                        #c              no blank here either
            A=␠#c                       ∅               but here
            A=it's                      it's            a quote inside is a letter
            A=$HOME/${B}                $HOME/${B}      nothing is expanded
            A=\n                        \n              no escapes without quotes
            A='b␠#c'                    b␠#c            no comment inside quotes
            A='\n"$B'                   \n"$B           single quotes are literal
            A='b'␠#c                    b               a comment behind them
            A='b'⇥                      b               or blanks
            A="b'c"                     b'c             the other quote
            A="\n\t\\\"\$"              ⏎⇥\"$           the five escapes
            A="\d\r"                    \d\r            other backslashes stay
            A="\\n"                     \n              an escaped backslash escapes nothing
            A="$B"                      $B              no expansion here either
            A="b⏎#c⏎d=e"                b⏎#c⏎d=e        over several lines
            A='b⏎c'                     b⏎c             so with single quotes
            A="b␍⏎c"␍⏎                  b⏎c             CRLF is LF
            A=b␍⏎                       b               at the end of a line too
            A=grün                      grün            UTF-8
            ﻿A=b                         b               a byte-order mark
            """#))
    func values(_ row: [String]) {
        let (entries, faults) = EnvFile.parse(Array(decoded(row[0]).utf8), name: ".env")

        #expect(faults.isEmpty, "\(row[2])")
        #expect(entries.map(\.key) == ["A"], "\(row[2])")
        #expect(entries.first?.value == Secret(decoded(row[1])), "\(row[2])")
    }

    @Test(
        "says where a line is wrong, and goes on",
        arguments: table(
            #"""
            text                   place     problem                                      why
            A                      1:1       has no =                                     the line is not skipped
            ␠export␠A              1:2       has no =                                     nor is this
            B=c⏎⏎␠␠A               3:3       has no =                                     blanks count as columns
            =b                     1:1       has no key of letters, digits and _          no key
            1A=b                   1:1       has no key of letters, digits and _          a digit first
            A-B=c                  1:1       has no key of letters, digits and _          a hyphen
            A␠=b                   1:1       has no key of letters, digits and _          a blank before =
            Ä=b                    1:1       has no key of letters, digits and _          not ASCII
            export␠=b              1:1       has no key of letters, digits and _          export alone
            A-B="c⏎D"              1:1       has no key of letters, digits and _          its value is read all the same
            A=b⏎A=c                2:1       stands twice, first in line 1                the last does not win
            A="b⏎"⏎export␠A=c      3:1       stands twice, first in line 1                lines inside quotes count
            A='b                   1:3       opens a quote that is never closed           single
            A="b\"                 1:3       opens a quote that is never closed           an escaped quote closes nothing
            B=ü␠⏎␠A="b⏎B-          2:4       opens a quote that is never closed           further lines are read again
            A="b"c                 1:6       has text after the closing quote             the quotes are not kept
            A='b'#c                1:6       has text after the closing quote             a comment wants a blank
            A='ü'␠'c'              1:7       has text after the closing quote             characters, not bytes
            B=c⏎A=b␀               2:4       holds a NUL byte                             NUL
            ﻿A                      1:1       has no =                                     a byte-order mark has no column
            """#))
    func faults(_ row: [String]) throws {
        let text = decoded(row[0]) + "\nLAST=1"
        let (entries, faults) = EnvFile.parse(Array(text.utf8), name: ".env")
        let fault = try #require(faults.first, "\(row[3])")

        #expect(fault.place.description == ".env:" + row[1], "\(row[3])")
        #expect(fault.problem.hasPrefix(row[2]), "\(row[3])")
        #expect(faults.count == (row[0].hasSuffix("B-") ? 2 : 1), "\(row[3])")
        #expect(entries.last?.key == "LAST", "\(row[3])")
    }

    @Test("names the key of a fault only when the line has one") func keys() {
        let (_, faults) = EnvFile.parse(Array("A='b'c\nB='\nC".utf8), name: ".env")

        #expect(faults.map(\.key) == ["A", "B", nil])
    }

    @Test("finds bytes that are not UTF-8 in every line that has some") func invalidUTF8() {
        let bytes = Array("ü=".utf8) + [0xC3, 0x28, 0xFF, 0x0A] + Array("B=".utf8) + [0x80]
        let faults = EnvFile.parse(bytes, name: ".env").faults
            .filter { $0.problem == "holds bytes that are not UTF-8" }

        #expect(faults.map(\.place.description) == [".env:1:3", ".env:2:3"])
    }

    @Test("keeps the first of two, so that no later line changes its meaning") func first() {
        let file = envFile("A=1\nA=2\n")

        #expect(file.entry(of: "A")?.value == Secret("1"))
        #expect(file.entries.count == 1)
    }

    @Test(
        "takes an empty file and one of comments alone",
        arguments: ["", "\n\n", "# A=b", "  # c\n"])
    func nothing(_ text: String) {
        #expect(envFile(text).entries.isEmpty)
        #expect(envFile(text).faults.isEmpty)
    }
}
