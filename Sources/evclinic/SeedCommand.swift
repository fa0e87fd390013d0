import ArgumentParser
import Controllers
import Domain
import Glibc
import Persistence
import Repositories
import Seeding
import Settings

extension DatabaseCommand {
    /// `evclinic db seed`: a made-up world.
    struct Seed: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Fill the clinic schema with a made-up world; the same options, the same bytes.",
            discussion: """
                Tax errors of every reason and breaks of every code between invoice and bank line are \
                planted; --truth writes down where each is. Refused in production, and where there \
                are clinics already unless --replace is given.
                """)

        @Option(help: "How many clinics.") var clinics = 5
        @Option(help: "How many months, the last one being 2026-10.") var months = 3
        @Option(help: "Another seed is another world.") var seed: UInt64 = 1
        @Option(help: "Invoice lines in all, up to 10,000,000.") var lines = 3000
        @Option(help: "Write planted errors there, as JSON lines.", completion: .file())
        var truth: String?
        @Flag(help: "Throw away the clinics and runs that are there.") var replace = false
        @Flag(help: "Plant no errors.") var clean = false

        func validate() throws {
            guard (1...1000).contains(clinics), (1...120).contains(months),
                (1...10_000_000).contains(lines)
            else {
                throw ValidationError(
                    "--clinics is 1 to 1000, --months 1 to 120, --lines 1 to 10,000,000")
            }
        }

        func run() throws {
            let composition = try Composition.load()
            guard composition.settings.deployment != .production else {
                throw AppError(.seedRefused, "EVCLINIC_ENV is production")
            }
            let owner = try composition.owner()
            let migrator = Migrator(owner)
            try migrator.check()
            let primary = PrimaryServer(
                url: composition.settings.migration?.uri.revealed ?? "", alias: "MIGRATION_URL",
                limits: composition.limits())
            try refuseWhatIsThere(primary)
            let options = SeedOptions(
                clinics: clinics, months: months, seed: seed, lines: lines, planted: !clean)
            let started = Clock.steady.now
            let summary = try load(options, migrator, composition)
            try primary.transaction(of: nil) { transaction in
                try SeedRepository().addRules(
                    SeedRule.all.map(\.pattern), because: SeedRule.all.map(\.reason),
                    in: transaction)
            }
            let seconds = Double(Clock.steady.now.microseconds - started.microseconds) / 1e6
            Terminal.clearProgress()
            print(
                "\(summary.rows.map(\.count).reduce(0, +)) rows, \(summary.lines) invoice lines, "
                    + "\(summary.planted) planted errors in \((seconds * 10).rounded() / 10) s")
        }

        private func refuseWhatIsThere(_ primary: PrimaryServer) throws {
            try primary.transaction(of: nil) { transaction in
                let seeds = SeedRepository()
                guard try replace || seeds.isEmpty(from: transaction) else {
                    throw AppError(.seedRefused, "there are clinics already")
                }
                try seeds.forgetRuns(in: transaction)
            }
        }

        private func load(
            _ options: SeedOptions, _ migrator: Migrator, _ composition: Composition
        ) throws -> SeedSummary {
            var summary: SeedSummary?
            var truths: [String] = []
            let loader = SeedLoader(expected: options.lines) { try composition.owner() }
            try migrator.rebuildClinicSchema(
                load: {
                    summary = try loader.load(SeedWorld(options)) { truths.append($0) }
                },
                report: { Terminal.progress($0, done: 9, of: 10) })
            if let truth { try Files.write(truths.map { $0 + "\n" }.joined(), to: truth) }
            guard let summary else { throw AppError(.unexpected, "the seed wrote nothing") }
            return summary
        }
    }
}
