extension Rule {
    /// XCTest's habit: swift-testing would silently never run it.
    static let testsRun = Rule.code(
        "a test function runs", without: #/\bfunc\s+test/#, in: \.isTest,
        do: "name it without `test` and give it @Test",
        offends: [
            Sample("Tests/A/A.swift", "func testRounding() {}"),
            Sample("Tests/A/A.swift", "struct A {\n    @Test(\"x\") func test_x() {}\n}"),
            Sample("Tests/A/A.swift", "func\n    testing() {}"),
        ],
        passes: [
            Sample("Tests/A/A.swift", "@Test(\"x\") func rounding() {}"),
            Sample("Tests/A/A.swift", "// func testRounding() {}"),
            Sample("Tests/A/A.swift", "let text = \"func testRounding\""),
            Sample("Sources/A/A.swift", "func testedAt() {}"),
        ])

    static let testsAreNamed = Rule.code(
        "suites and tests have names", without: #/@(?:Suite|Test)\b(?!\s*\(\s*#*"(?:""[^"]|[^"]))/#,
        in: \.isTest, do: "say in a sentence what is tested",
        offends: [
            Sample("Tests/A/A.swift", "@Suite struct A {}"),
            Sample("Tests/A/A.swift", "@Test func a() {}"),
            Sample("Tests/A/A.swift", "@Test() func a() {}"),
            Sample("Tests/A/A.swift", "@Test(\"\") func a() {}"),
            Sample("Tests/A/A.swift", "@Test(arguments: [1, 2]) func a(_ b: Int) {}"),
            Sample("Tests/A/A.swift", "@Suite(.serialized) struct A {}"),
            Sample("Tests/A/A.swift", "@Test(.enabled(if: true)) func a() {}"),
        ],
        passes: [
            Sample("Tests/A/A.swift", "@Suite(\"A\") struct A { @Test(\"is b\") func a() {} }"),
            Sample("Tests/A/A.swift", "@Test(\n    \"is b\",\n    arguments: [1])\nfunc a() {}"),
            Sample("Tests/A/A.swift", "@Suite(\"A\", .serialized) struct A {}"),
            Sample("Tests/A/A.swift", "@TestActor @SuiteLike func a() {}"),
            Sample("Tests/A/A.swift", "// @Test func a() {}"),
        ])

    static let testsHaveSuite = Rule(
        name: "tests stand in a suite that has a name",
        applies: { $0.isTest && $0.swift?.code.has(#/@Test\b/#) == true },
        findings: { file in
            let code = file.swift?.code ?? ""
            guard !code.has(#/@Suite\s*\(/#), !code.has(#/(?m)^extension\b/#) else {
                return []
            }
            return TextFile.lines(of: #/@Test\b/#, in: code).prefix(1).map {
                Finding(line: $0, what: "put it in an @Suite(\"…\")")
            }
        },
        offends: [
            Sample("Tests/A/A.swift", "@Test(\"is b\") func a() {}"),
            Sample("Tests/A/A.swift", "struct A {\n    @Test(\"is b\") func a() {}\n}"),
        ],
        passes: [
            Sample("Tests/A/A.swift", "@Suite(\"A\") struct A { @Test(\"is b\") func a() {} }"),
            Sample("Tests/A/A+B.swift", "extension A {\n    @Test(\"is b\") func a() {}\n}"),
            Sample("Tests/A/Rows.swift", "struct Rows {}"),
        ])

    /// A test that waits for time is slow when it passes and wrong when the machine is busy.
    ///
    /// A file with a `func eventually` may: it looks again and again at another process, and gives up.
    static let testsDoNotSleep = Rule.code(
        "tests wait for what happens, not for time",
        without: #/\b(?:u|nano)?sleep\s*\(|\bsleep\s*\(for|\.asyncAfter\b/#,
        in: { $0.isTest && !$0.text.contains("\nfunc eventually(") },
        do: "hold the clock, or wait for a signal",
        offends: [
            Sample("Tests/A/A.swift", "sleep(1)"),
            Sample("Tests/A/A.swift", "usleep(100)"),
            Sample("Tests/A/A.swift", "try await Task.sleep(for: .seconds(1))"),
            Sample("Tests/A/A.swift", "Thread.sleep(forTimeInterval: 1)"),
            Sample("Tests/A/A.swift", "queue.asyncAfter(deadline: .now() + 1) {}"),
        ],
        passes: [
            Sample("Tests/A/A.swift", "let sql = \"SELECT pg_sleep(30)\""),
            Sample("Sources/Persistence/A.swift", "usleep(100)"),
            Sample("Tests/A/Support.swift", "\nfunc eventually(_ holds: () -> Bool) { usleep(9) }"),
        ])
}
