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

    func run() throws {
        let composition = try Composition.load()
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
            if control.takeReload() || (try? catalogue.job(named: claimed.job)) == nil,
                let read = try? Root.catalogue(composition.settings.root)
            {
                catalogue = read
            }
            try ScheduledRun(
                composition: composition, primary: primary, catalogue: catalogue,
                control: control
            ).perform(claimed, interrupt)
        }
        executor.run { Terminal.report($0, about: "executor") }
    }
}
