import Testing

@Suite("Swift text") struct SwiftTextTests {
    @Test("is code, comments and strings, and lines stay lines")
    func parts() {
        let text = SwiftText(
            #"""
            let a = "one // no comment"  // said
            /* two
               /* nested */ lines */ let b = 1
            let c = "x \(f("inner")) y"
            """#)
        #expect(
            text.code.replacing(" ", with: "·") == #"""
                let·a·=·"·················"·········
                ······
                ·························let·b·=·1
                let·c·=·"··\(f("·····"))··"
                """#)
        #expect(text.comments.map(\.line) == [1, 2])
        #expect(text.comments.map(\.text) == ["// said", "/* two\n   /* nested */ lines */"])
        #expect(text.strings.map(\.text) == ["one // no comment", "inner", "x (…) y"])
    }

    @Test("knows strings of several lines, raw ones, and quotes inside them")
    func strings() {
        let text = SwiftText(
            ##"""
            let a = """
                SELECT "x"
                FROM y  // no comment
                """
            let b = #"a "quoted" \n \#(c) word"#
            let d = "an \"escaped\" quote \\"
            let e = 1 // after
            """##)
        #expect(
            text.strings.map(\.text) == [
                "\n    SELECT \"x\"\n    FROM y  // no comment\n    ",
                "a \"quoted\" \\n (…) word", "an \"escaped\" quote \\",
            ])
        #expect(text.strings.map(\.line) == [1, 5, 6])
        #expect(text.comments.map(\.text) == ["// after"])
        #expect(text.code.contains("#(c)"))
    }

    @Test("knows a pattern from a division")
    func patterns() {
        let text = SwiftText(
            """
            let a = /"[^"]*\\/x"/, b = 6 / 2 / 1
            let c = f(/\\/\\//) // said
            let d = #/"/#
            """)
        #expect(text.strings == [])
        #expect(text.comments.map(\.text) == ["// said"])
        #expect(text.code.contains("b = 6 / 2 / 1"))
    }

    @Test("of every file of the tree ends where the file ends, line by line")
    func tree() {
        for file in Tree.files {
            guard let swift = file.swift else { continue }
            let lines = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
            #expect(swift.code.utf8.count { $0 == UInt8(ascii: "\n") } == lines, "\(file.path)")
            #expect(swift.code.utf8.count == file.text.utf8.count, "\(file.path)")
            #expect(swift.strings.allSatisfy { $0.text.utf8.count < 20_000 }, "\(file.path)")
        }
    }
}
