import ArgumentParser
import Controllers
import Domain
import Jobs
import Scheduling

/// `evclinic schedule`: when things fire.
///
/// Needs neither a database nor settings.
struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Show when a schedule fires, and what clock changes do.",
        subcommands: [Explain.self, Next.self])

    /// `evclinic schedule next`: for programs.
    struct Next: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer JSON lines on standard input, one line each.",
            discussion: """
                In:  {"expr": "30 2 1 * *", "zone": "Europe/Berlin", "from": "2026-10-01T00:00:00Z", \
                "count": 2}
                Out: {"expr":"30 2 1 * *","firings":["2026-10-01T00:30:00Z","2026-11-01T01:30:00Z"]}

                or {"expr":…,"error":…}. “from” is never itself a firing; it is ISO 8601 with an \
                offset, without one in the zone's time, or seconds since 1970. Without it the \
                present is meant, without “zone” UTC, without “count” 1.
                """)

        func run() throws {
            var stream = ScheduleStream(.wall)
            try stream.run()
        }
    }

    /// `evclinic schedule explain`: for people.
    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what an expression or a job's schedule means, and its next firings.",
            discussion: """
                evclinic schedule explain "30 2 L * *" --zone Europe/Berlin
                evclinic schedule explain tax-reconciliation --zone Asia/Kolkata --count 3
                """)

        @Argument(help: "Five cron fields in quotes, @monthly and the like, or a job's name.")
        var schedule: String

        @Option(help: "An IANA time zone. Default: the job's, else UTC.")
        var zone: String?

        @Option(help: "The time after which to begin, such as 2026-10-31T02:30. Default: now.")
        var from: String?

        @Option(help: "How many firings, 1 to 1000.")
        var count = 10

        @Flag(help: "Print one JSON object.")
        var json = false

        func validate() throws {
            guard (1...1000).contains(count) else {
                throw ValidationError("--count takes 1 to 1000.")
            }
        }

        func run() throws {
            let (expression, own) = try subject()
            let zone = try zone.map { name throws(AppError) in try ZoneFolder.system.zone(name) }
            let schedule = Schedule(expression, in: zone ?? own ?? .utc)
            let explanation = ScheduleExplanation(
                schedule, isAnyClinic: zone == nil && own == nil,
                firings: schedule.firings(after: try begin(in: schedule.zone)).prefix(count))
            print(json ? try JSON.text(explanation.report) : explanation.text)
        }

        /// The expression, and the zone that the job's file names for it; UTC when there is no job.
        private func subject() throws -> (CronExpression, Zone?) {
            if schedule.contains(where: { " \t@*".contains($0) }) || schedule.isEmpty {
                do { return (try CronExpression(schedule), .utc) } catch {
                    throw error.refusal(of: schedule)
                }
            }
            let job = try Root.catalogue(Environment.value("EVCLINIC_ROOT")).job(named: schedule)
            guard case .named(let zone) = job.zone else { return (job.schedule, nil) }
            return (job.schedule, zone)
        }

        private func begin(in zone: Zone) throws -> Instant {
            guard let from else { return Clock.wall.now }
            guard let moment = Moment(from) else {
                throw ValidationError("--from takes a time such as 2026-10-31T02:30.")
            }
            return moment.instant(in: zone)
        }
    }
}
