import TestSupport
import Testing

@Suite("Request", WithOffice()) struct RequestTests {
    @Test(
        "is refused that asks for what there is not",
        arguments: table(
            """
            arguments                                                              code                exit  says
            tax-reconcilation --clinic harbor-dental                               JOB_UNKNOWN         64    “tax-reconcilation”, did you mean tax-reconciliation$
            payroll --clinic harbor-dental                                         JOB_UNKNOWN         64    “payroll”$
            tax-reconciliation --clinic harbour-dental                             CLINIC_UNKNOWN      64    “harbour-dental”, did you mean harbor-dental$
            tax-reconciliation --clinic ';DROP_TABLE'                              CLINIC_UNKNOWN      64    “';DROP_TABLE'”$
            tax-reconciliation --clinic harbor-dental --format xslx                FORMAT_UNKNOWN      64    “xslx”$
            tax-reconciliation --clinic harbor-dental --format csv,                FORMAT_UNKNOWN      64    “”$
            tax-reconciliation --clinic harbor-dental --period 2026-13             PERIOD_INVALID      64    “2026-13”$
            tax-reconciliation --clinic harbor-dental --period October             PERIOD_INVALID      64    “October”$
            tax-reconciliation --clinic harbor-dental --period 2026-02-30          PERIOD_INVALID      64    “2026-02-30”$
            tax-reconciliation --clinic harbor-dental --period 2026-10..           PERIOD_INVALID      64    “”
            tax-reconciliation --clinic harbor-dental --period 2026-10..2026-08    PERIOD_REVERSED     64    “2026-10..2026-08”$
            tax-reconciliation                                                     REQUEST_INCOMPLETE  64    either --clinic SLUG or --all$
            tax-reconciliation --clinic harbor-dental --all                        REQUEST_INCOMPLETE  64    either --clinic SLUG or --all$
            tax-reconciliation --clinic harbor-dental --as nobody                  USER_UNKNOWN        64    “nobody”$
            tax-reconciliation --clinic harbor-dental --as rita.harbor-dental      ACCESS_DENIED       1     “rita.harbor-dental”, permission report.run, harbor-dental$
            tax-reconciliation --clinic harbor-dental --as mia.nilgiri-clinic      ACCESS_DENIED       1     “mia.nilgiri-clinic”, permission report.run, harbor-dental$
            """))
    func refused(_ row: [String]) throws {
        let office = try #require(Office.current)
        var arguments = ["run"] + row[0].split(separator: " ").map(String.init)
        if !arguments.contains("--period") { arguments += ["--period", "2026-10"] }
        let done = try office.evclinic(arguments + ["--out", office.out])
        try Refusal(row[1], row[2], says: row[3]).expect(of: done, in: office)
        #expect(done.output == "")
    }

    @Test("is told what it lacks as JSON too, once the clinic is known")
    func json() throws {
        let office = try #require(Office.current)
        let done = try office.evclinic(
            office.order("harbor-dental", "2026-10", out: nil, "--as", "rita.harbor-dental"))
        try Refusal("ACCESS_DENIED", "1").expect(of: done, in: office)
        let failure = try PrintedFailure(done.output)
        #expect(failure.state == "failed")
        #expect(failure.error.code == "ACCESS_DENIED")
        #expect(done.errors.contains(failure.error.remedy))
    }
}
