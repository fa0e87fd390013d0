import Domain
import TestSupport
import Testing

@Suite("Errors") struct AppErrorTests {
    static let statuses: Set = [400, 403, 404, 409, 422, 499, 500, 503, 504, 507]
    static let exits: Set<Int32> = [1, 2, 3, 64, 65, 69, 73, 75, 78, 130]

    @Test("have a sentence and a remedy", arguments: AppError.Code.allCases)
    func answers(_ code: AppError.Code) {
        let error = AppError(code)
        for text in [error.sentence, error.remedy] {
            #expect(text.count >= 10, "\(text)")
            #expect(!text.hasSuffix(".") && !text.hasSuffix(" "), "\(text)")
            #expect(!text.contains("\n") && !text.contains("  "), "\(text)")
        }
        #expect(error.sentence.first?.isUppercase == true, "\(error.sentence)")
        #expect(error.remedy.first?.isUppercase == false, "\(error.remedy)")
        #expect(error.sentence != error.remedy)
    }

    @Test("answer with a known status and a known exit", arguments: AppError.Code.allCases)
    func numbers(_ code: AppError.Code) {
        let error = AppError(code)
        #expect(Self.statuses.contains(error.statusCode))
        #expect(Self.exits.contains(error.exitCode))
        #expect(error.isOperational == (error.statusCode != 500), "500 is us being wrong")
        // What a shell script may rely on.
        if error.exitCode == 64 { #expect([400, 404].contains(error.statusCode)) }
        if error.exitCode == 65 { #expect(error.statusCode == 422) }
        if error.exitCode == 75 { #expect(error.isOperational) }
        if error.exitCode == 73 { #expect([409, 507].contains(error.statusCode)) }
        #expect((error.exitCode == 130) == (code == .runCancelled))
    }

    @Test("are named in capitals as their case is", arguments: AppError.Code.allCases)
    func names(_ code: AppError.Code) {
        let plain = code.rawValue.replacing("_", with: "").lowercased()
        #expect(plain == "\(code)".lowercased())
        #expect(code.rawValue.allSatisfy { $0.isASCII && ($0.isUppercase || $0 == "_") })
        #expect(!code.rawValue.contains("__") && !code.rawValue.hasSuffix("_"))
        #expect(AppError(code).errorCode == code.rawValue)
    }

    /// A code that was added without an answer would fall through to this one.
    @Test("have an answer of their own")
    func unforeseen() {
        let sentences = AppError.Code.allCases.map { AppError($0).sentence }
        #expect(Set(sentences).count == sentences.count)
        #expect(AppError(.unexpected).sentence == "Something unforeseen happened")
    }

    @Test(
        "are one status and one exit for each kind",
        arguments: table(
            """
            code                 status  exit  kind
            JOB_UNKNOWN          404     64    asked for what is not there
            PERIOD_INVALID       400     64    asked wrongly
            ACCESS_DENIED        403     1     not allowed
            TAX_RATE_MISSING     422     65    the books are wrong
            FIGURE_TOO_LONG      422     65    the books are wrong
            TENANT_MISMATCH      500     1     we are wrong
            PRIMARY_UNREACHABLE  503     69    the database is away
            REPLICA_STALE        503     75    later, perhaps
            STATEMENT_TIMEOUT    504     75    later, perhaps
            LEASE_LOST           409     75    somebody else did it
            OUTPUT_FULL          507     73    no place for the file
            CONFIG_INVALID       500     78    set up wrongly
            SCHEMA_TOO_OLD       503     78    set up wrongly
            RUN_CANCELLED        499     130   interrupted
            """))
    func kinds(_ row: [String]) throws {
        let error = AppError(try #require(AppError.Code(rawValue: row[0])))
        #expect(error.statusCode == Int(row[1]), "\(row[3])")
        #expect(error.exitCode == Int32(row[2]), "\(row[3])")
    }

    @Test("say what they concern, after the sentence and after the code")
    func context() {
        let error = AppError(.replicaStale, "replica-1, 40 s behind")
        #expect(
            error.sentence
                == "The replica is further behind than the job allows: replica-1, 40 s behind")
        #expect(error.description == "REPLICA_STALE replica-1, 40 s behind")
        #expect(AppError(.replicaStale).description == "REPLICA_STALE")
        #expect(error != AppError(.replicaStale))
        #expect(AppError(.replicaStale) == AppError(.replicaStale, ""))
    }

    @Test("quote text from outside on one line that does nothing to a terminal (I9)")
    func quoting() {
        #expect(AppError.quoted("2026-13") == "“2026-13”")
        #expect(AppError.quoted("") == "“”")
        #expect(AppError.quoted("a\nb\r\tc\0") == "“a?b??c?”")
        #expect(AppError.quoted("\u{1B}[31mred\u{7F}") == "“?[31mred?”")
        #expect(AppError.quoted("\u{9B}31m\u{85}\u{2028}\u{2029}") == "“?31m???”")
        #expect(AppError.quoted("\u{202E}gpj.exe\u{2069}") == "“?gpj.exe?”")
        #expect(AppError.quoted("Zoë 診療所 🦷") == "“Zoë 診療所 🦷”")
        #expect(AppError.quoted(String(repeating: "x", count: 60)).count == 62)
        #expect(AppError.quoted(String(repeating: "x", count: 61)).count == 63)
        #expect(AppError.quoted(String(repeating: "x", count: 61)).hasSuffix("x…”"))
    }
}
