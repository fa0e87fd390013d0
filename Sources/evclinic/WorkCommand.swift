import ArgumentParser
import CSystem
import Controllers
import Domain
import Glibc
import Jobs
import Persistence
import Repositories
import Settings

/// `evclinic work`: the daemon.
struct WorkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Perform what is due, for ever.",
        discussion: """
            Starts executor processes, plans what the job files ask for, and performs it. Any \
            number of these may work on one database. SIGTERM: finish the runs at hand, then \
            end. SIGHUP: read jobs/ again.
            """)

    @OptionGroup var crew: Crew

    func run() throws { try crew.work(untilEmpty: false) }
}

/// `evclinic tick`: one turn of the daemon, for cron.
struct TickCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tick", abstract: "Perform what is due now, and end.",
        discussion: """
            For a crontab: plans and performs until nothing is due. While another tick of this \
            machine is at work, it plans only.
            """)

    @OptionGroup var crew: Crew

    func run() throws { try crew.work(untilEmpty: true) }
}

/// What supervisors have in common.
struct Crew: ParsableArguments {
    @Option(help: "Executor processes, 1 to 64. Each performs one run at a time.")
    var executors = 2

    @Option(help: "Seconds for runs at hand after SIGTERM, before they are given back.")
    var grace = 60

    @Option(help: "Seconds between two looks at what is due.")
    var tickSeconds = 10

    func validate() throws {
        guard (1...64).contains(executors) else {
            throw ValidationError("--executors takes 1 to 64")
        }
        guard grace >= 0, tickSeconds >= 1 else {
            throw ValidationError("--grace and --tick-seconds take seconds")
        }
    }

    func work(untilEmpty: Bool) throws {
        let composition = try Composition.load()
        let primary = composition.primary()
        try Migrator(primary.connection()).check()
        evclinic_catch_hangups()
        let planner = Planner(composition: composition, primary: primary)
        try planner.tick(reload: false)
        if untilEmpty, !planner.isAlone() {
            Terminal.note("evclinic: another tick is at work on this machine; planned only")
            return
        }
        var supervisor = Supervisor(
            primary: primary,
            settings: .init(
                executors: executors, leaseSeconds: composition.settings.leaseSeconds,
                graceSeconds: grace, tickSeconds: tickSeconds, worker: Composition.worker,
                arguments: ["execute"], untilEmpty: untilEmpty),
            duties: .init(
                tick: { try planner.tick(reload: $0) }, hint: planner.hint(),
                say: { Terminal.note("evclinic: \($0)") }))
        supervisor.run()
    }
}
