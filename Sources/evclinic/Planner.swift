import Controllers
import Domain
import Glibc
import Jobs
import Persistence
import Settings

/// What a supervisor ticks with: the job files, read again on SIGHUP.
final class Planner {
    private let composition: Composition
    private let primary: PrimaryServer
    private var controller: TickController<PrimaryServer>?
    private var lock: Int32 = -1

    init(composition: Composition, primary: PrimaryServer) {
        self.composition = composition
        self.primary = primary
    }

    /// Plans and queues; a job file with a fault is told once, and the other jobs go on.
    func tick(reload: Bool) throws {
        if controller == nil || reload {
            let catalogue = try Root.catalogue(composition.settings.root)
            for fault in catalogue.faults { Terminal.report(fault) }
            controller = TickController(
                primary: primary, jobs: catalogue.jobs, tzdata: Composition.tzdataVersion)
        }
        guard let outcome = try controller?.tick(), outcome.queued + outcome.skipped > 0 else {
            return
        }
        Terminal.note(
            "evclinic: \(outcome.queued) runs queued, \(outcome.skipped) due times left out")
    }

    /// Whether no other tick of this machine is at work; holds the place until this process ends.
    func isAlone() -> Bool {
        let folder = composition.settings.outputFolder
        guard (try? Files.makeFolder(folder)) != nil else { return true }
        lock = open("\(folder)/.evclinic-tick", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        return lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0
    }

    /// What wakes the supervisor when something is enqueued.
    func hint() -> (descriptor: () -> Int32, drain: () -> Void) {
        let listener = HintListener(
            url: composition.settings.primary.uri.revealed, limits: composition.limits(5))
        return ({ listener.descriptor }, { listener.drain() })
    }
}
