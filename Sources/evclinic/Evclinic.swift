import ArgumentParser
import CSystem
import Domain
import Glibc

/// The command line: one subcommand a task, and one place where an error becomes an exit status.
@main
struct Evclinic: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "evclinic",
        abstract: "Closes a clinic's books: recomputes, reconciles, and writes reports to trust.",
        discussion: """
            Reads one snapshot of a read replica, records its result on the primary, and leaves \
            XLSX and CSV files with a manifest of their hashes.

              evclinic run tax-reconciliation --clinic harbor-dental --period 2026-10
              evclinic run tax-reconciliation --all --period 2026-10 --json
              evclinic doctor

            Settings come from the environment and from .env in the current folder; .env.example \
            lists them. Shell completions: evclinic --generate-completion-script bash|zsh|fish.

            Exit status: 0 done, 1 failed, 2 done with differences or a failed tie, 3 some of \
            several runs failed, 64 usage, 65 bad data, 69 database not reachable, 73 cannot \
            write, 75 try again later, 78 bad configuration, 130 interrupted.
            """,
        version: version,
        subcommands: [
            RunCommand.self, RunsCommand.self, BackfillCommand.self, JobsCommand.self,
            ScheduleCommand.self, TaxCommand.self, ImportCommand.self, MatchCommand.self,
            ExplainChainCommand.self, CloseCommand.self,
            VerifyCommand.self, RecoverCommand.self, KeysCommand.self, AuditCommand.self,
            DatabaseCommand.self,
            WorkCommand.self, TickCommand.self, ExecuteCommand.self, LogsCommand.self,
            MetricsCommand.self, Doctor.self,
        ])

    static func main() {
        evclinic_catch_interrupts()
        do {
            var command = try parseAsRoot()
            try command.run()
            leave(0)
        } catch let error as AppError {
            Terminal.report(error)
            leave(error.exitCode, after: error)
        } catch let code as ExitCode {
            leave(code.rawValue)
        } catch {
            exit(withError: error)
        }
    }

    /// Ends the process with what was printed, and without exit handlers.
    ///
    /// A heart may still be logging in when its run has failed, and OpenSSL's handler takes away
    /// what that uses: of 300 failing runs, six at a time, seven died of SIGSEGV.
    private static func leave(_ status: Int32, after error: AppError? = nil) -> Never {
        ProgramLog.end(error)
        fflush(nil)
        _exit(status)
    }
}
