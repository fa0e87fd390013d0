import Domain
import Jobs
import Scheduling
import TestSupport
import Testing

@Suite("A job's schedule") struct JobScheduleTests {
    /// A job's file with another schedule, written as YAML has it, and another zone.
    static func file(schedule: String = "\"30 2 1 * *\"", zone: String = "clinic") -> String {
        """
        kind: tax.reconcile
        schedule: \(schedule)
        zone: \(zone)
        runs_for: active_clinics
        period: previous_month
        catch_up: latest
        limits: { timeout_seconds: 900, attempts: 5, max_staleness_seconds: 30 }
        files: { formats: [xlsx, csv] }
        """
    }

    private func fault(_ text: String) -> AppError? {
        JobCatalogue([.init(name: "close.yaml", bytes: Array(text.utf8))]).faults.first
    }

    @Test(
        "is refused with file, line and the column of the letter that is wrong",
        arguments: table(
            """
            schedule        place  fault
            "30 25 1 * *"   2:15   hour: 25 is not 0 to 23, did you mean 23
            '30 25 1 * *'   2:15   hour: 25 is not 0 to 23, did you mean 23
            30 25 1 * *     2:14   hour: 25 is not 0 to 23, did you mean 23
            "0 0 31 4 *"    2:16   day of month: no year has such a day, so it can never fire, did you mean L
            "@mothly"       2:12   “@mothly” is not known, did you mean @monthly
            "0 0 1 *"       2:19   day of week: the field is missing; there are five
            """))
    func refused(_ row: [String]) {
        let error = fault(Self.file(schedule: row[0]))
        #expect(
            error == AppError(.jobFileInvalid, "jobs/close.yaml:\(row[1]) schedule, \(row[2])"))
    }

    @Test("is refused at its line when it stands on several") func folded() {
        let error = fault(Self.file(schedule: ">-\n  30 25\n  1 * *"))
        #expect(error?.context.hasPrefix("jobs/close.yaml:2:1 schedule, hour: 25") == true)
    }

    @Test("has a zone that there is") func zones() throws {
        let error = fault(Self.file(zone: "Europe/Berlim"))
        #expect(
            error
                == AppError(
                    .jobFileInvalid,
                    "jobs/close.yaml:3:7 zone is no time zone: “Europe/Berlim”, did you mean "
                        + "Europe/Berlin"))
        for zone in ["clinic", "UTC", "Asia/Kolkata"] {
            let file = JobCatalogue.Source(
                name: "close.yaml", bytes: Array(Self.file(zone: zone).utf8))
            #expect(try JobCatalogue([file]).job(named: "close").zone.name == zone)
        }
    }
}
