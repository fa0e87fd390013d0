import ArgumentParser
import CSystem
import Controllers
import Domain
import Glibc
import Jobs
import Persistence
import Repositories
import Settings

/// `evclinic execute`: one executor of a supervisor, which alone starts it.
///
/// Takes the supervisor's words on standard input, beats on standard output, ends with the pipe.
struct ExecuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "execute", abstract: "Started by work and tick.", shouldDisplay: false)

    @Option(help: "Where log lines for standard output go: ours is the pipe.")
    var logDescriptor: Int32 = -1

    func run() throws {
        let composition = try Composition.load(.daemon(output: logDescriptor))
        let control = ExecutorControl()
        control.start()
        let primary = composition.primary()
        var catalogue = try Root.catalogue(composition.settings.root)
        let executor = Executor(
            primary: primary, worker: Composition.worker,
            leaseSeconds: composition.settings.leaseSeconds, control: control,
            mayClaim: { try composition.refuseFullDisk() }
        ) { claimed, interrupt in
            // A file that was mended since is seen by who needs it.
            let isReloading = control.takeReload()
            if isReloading { composition.log.reopen() }
            if isReloading || (try? catalogue.job(named: claimed.job)) == nil,
                let read = try? Root.catalogue(composition.settings.root)
            {
                catalogue = read
            }
            try ScheduledRun(
                composition: composition, primary: primary, catalogue: catalogue,
                control: control
            ).perform(claimed, interrupt)
        }
        executor.run { composition.log.report($0, about: "executor") }
    }
}
