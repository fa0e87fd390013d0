import Alive
import ArgumentParser
import CSystem
import Controllers
import Domain
import Glibc
import Jobs
import Logging
import Logs
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

    func run() throws {
        let composition = try Composition.load(.daemon(output: STDOUT_FILENO))
        let planner = Planner(composition: composition, isQuiet: false)
        _ = try crew.work(planner, composition.alive(), untilEmpty: false)
    }
}

/// `evclinic tick`: one turn of the daemon, for cron.
struct TickCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tick", abstract: "Perform what is due now, and end.",
        discussion: """
            For a crontab: plans and performs until nothing is due, and says nothing when all \
            goes well. While another tick of this machine is at work, it plans only. Exit status \
            3 when a run failed, 73 when no run may start for want of MIN_FREE_BYTES.
            """)

    @OptionGroup var crew: Crew

    @Flag(help: "Print one JSON object with what was done.")
    var json = false

    func run() throws {
        let composition = try Composition.load(.daemon(output: json ? -1 : STDOUT_FILENO))
        let planner = Planner(composition: composition, isQuiet: !Terminal.isInteractive)
        let begin = try planner.mark()
        let alive = composition.alive(firstAfterSeconds: AliveSignal.pauseSeconds)
        let isOurs = try crew.work(planner, alive, untilEmpty: true)
        let failed = try planner.failed(since: begin)
        Terminal.clearProgress()
        if json {
            print(
                try JSON.text(
                    Outcome(
                        queued: planner.total.queued, left_out: planner.total.skipped,
                        failed: failed.map(RunText.Line.init))))
        }
        for run in failed {
            Terminal.note(
                "evclinic: run \(run.run.rawValue), \(run.job) \(run.clinic ?? "all") \(run.period) "
                    + "\(run.state), \(run.errorCode ?? "files without a place")\n"
                    + "  see `evclinic runs why \(run.run.rawValue)`")
        }
        if !failed.isEmpty { throw ExitCode(3) }
        // The tick that is at work speaks for itself: it may be stuck.
        if isOurs, evclinic_interrupted() == 0 { alive?.pingAtEnd() }
    }

    private struct Outcome: Encodable {
        let queued: Int
        let left_out: Int
        let failed: [RunText.Line]
    }
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

    /// Works until a signal, or until nothing is due.
    ///
    /// - Returns: false when another tick of this machine is at work, and this one has only planned.
    /// - Throws: what keeps it from beginning.
    func work(_ planner: Planner, _ alive: AliveSignal?, untilEmpty: Bool) throws -> Bool {
        let composition = planner.composition
        try Migrator(planner.primary.connection()).check()
        evclinic_catch_hangups()
        _ = try planner.tick(reload: false)
        if untilEmpty, !planner.isAlone() {
            if Terminal.isInteractive {
                Terminal.note("evclinic: another tick is at work on this machine; planned only")
            }
            return false
        }
        var supervisor = Supervisor(
            primary: planner.primary,
            settings: .init(
                executors: executors, leaseSeconds: composition.settings.leaseSeconds,
                graceSeconds: grace, tickSeconds: tickSeconds, worker: Composition.worker,
                arguments: ["execute", "--log-descriptor", "\(Child.passedOutput)"],
                untilEmpty: untilEmpty),
            duties: .init(
                tick: { try planner.tick(reload: $0) }, hint: planner.hint(),
                say: { composition.log.say(.warning, $0) }, show: { planner.show($0) },
                alive: { if !composition.hasFullDisk { alive?.ping() } },
                isHeld: { composition.hasFullDisk }))
        // A tick a minute has nothing to say while all goes well, here too.
        let level: Logger.Level = untilEmpty ? .debug : .info
        composition.log.logger.log(
            level: level, "Supervisor started", metadata: ["executors": .number(executors)])
        supervisor.run()
        composition.log.logger.log(level: level, "Supervisor ended")
        // What is due stays in the queue, and cron's mail says why.
        if untilEmpty { try composition.refuseFullDisk() }
        return true
    }
}
