package import Access
package import Domain
import Repositories
package import Services

/// Verifies a clinic's audit trail: rows, links, days' heads, files and manifests, in one view of a replica.
package struct AuditCheck: Sendable {
    private let clinic: Clinic
    private let ring: KeyRing
    private let kept: AuditKeptOutside
    private let chain = AuditChainRepository()
    private let heads = AuditHeadRepository()

    /// Links in memory at a time.
    private static let linksAtOnce = 16_384
    /// A row may wait so long for its link.
    private static let patienceSeconds: Int64 = 3600

    /// Reads what was kept outside the database, so that a view that is opened later has all that it speaks of.
    ///
    /// - Parameters:
    ///   - clinic: whose trail.
    ///   - folder: of reports, below which days' heads and manifests lie.
    ///   - ring: where keys are looked for.
    package init(_ clinic: Clinic, below folder: String, _ ring: KeyRing) {
        self.clinic = clinic
        self.ring = ring
        kept = AuditKeptOutside(of: clinic, below: folder, ring)
    }

    /// What came of it.
    package struct Result: Sendable {
        package let clinic: Clinic
        /// Where the chain ends.
        package let head: AuditHead
        /// Where the part that was looked at begins; number 0 for the whole chain.
        package let start: AuditHead
        package let rows: Int64
        /// Too young to be linked.
        package let waiting: Int64
        /// Days' heads in the database, files, and manifests that state a head.
        package let heads: Int
        package let files: Int
        package let manifests: Int
        package let unsigned: Int
        /// The numbers of the keys that signed them, in order.
        package let keys: [String]
        /// The first thousand in the order of the chain.
        package let faults: [AuditFault]
        package let faultCount: Int
    }

    /// Reads every row once, with memory that does not grow with them.
    ///
    /// - Parameters:
    ///   - days: looks at what was linked on those alone, by days' heads, from the first until the day after the
    ///     last; `nil` for the whole chain.
    ///   - now: rows of the hour before it may wait for their link.
    ///   - snapshot: the view.
    ///   - progress: told links read and links to read.
    /// - Returns: what was found.
    /// - Throws: what the database throws.
    package func verify(
        _ days: (from: Day?, until: Day?)? = nil, at now: Instant, from snapshot: some Snapshot,
        progress: (Int64, Int64) -> Void = { _, _ in }
    ) throws -> Result {
        let known = try heads.heads(of: clinic.id, by: snapshot)
        let today = try heads.days(of: clinic, at: now, from: snapshot).over.adding(days: 1)
        let kept = AuditAnchors(known, self.kept, of: clinic, by: today, ring)
        let span = try days.map { try part($0.from, $0.until, known, from: snapshot) }
        let start = span?.start ?? genesis
        let numbers = (after: start.number, upTo: span?.part.upTo ?? Self.highest)
        let total = try chain.head(of: clinic.id, from: snapshot)?.number ?? 0
        var verifier = AuditVerifier(
            from: start,
            anchors: kept.anchors.filter {
                $0.head.number >= start.number && $0.head.number <= numbers.upTo
            }, waitingSince: now.adding(seconds: -Self.patienceSeconds))
        var low = AuditChainRepository.lowest
        var (statement, parameters) = window(beyond: nil, numbers)
        var links: [AuditLink] = []
        try snapshot.rows(statement, parameters) {
            links.append(try AuditChainRepository.link($0))
        }
        var done: Int64 = 0
        while true {
            let high = links.count < Self.linksAtOnce ? nil : links.last?.row
            verifier.window(links)
            done += Int64(links.count)
            var next: [AuditLink] = []
            if let high {
                (statement, parameters) = window(beyond: links.last, numbers)
                try snapshot.beside(
                    statement, parameters,
                    each: { next.append(try AuditChainRepository.link($0)) },
                    { try read(low, high, span?.part, snapshot) { verifier.row($0) } })
            } else {
                try read(low, Int64.max, span?.part, snapshot) { verifier.row($0) }
            }
            verifier.end()
            progress(done, total)
            guard let high else { break }
            (low, links) = (high, next)
        }
        let verdict = verifier.finish()
        let faults = (kept.faults + verdict.faults.sorted).sorted(by: AuditFault.isBefore)
        return Result(
            clinic: clinic, head: verdict.head, start: start, rows: verdict.rows,
            waiting: verdict.waiting, heads: kept.counts.heads, files: kept.counts.files,
            manifests: kept.counts.manifests, unsigned: kept.counts.unsigned,
            keys: kept.keys.sorted(), faults: faults,
            faultCount: kept.faults.count + verdict.faults.count)
    }

    private func window(
        beyond last: AuditLink?, _ numbers: (after: Int64, upTo: Int64)
    ) -> (AuditChainRepository.SQL, [Value]) {
        chain.links(
            of: clinic.id, beyond: last, after: numbers.after, upTo: numbers.upTo,
            atMost: Self.linksAtOnce)
    }

    private func read(
        _ low: Int64, _ high: Int64, _ part: AuditChainRepository.Part?, _ reader: some Reader,
        each: (AuditLine) throws -> Void
    ) throws {
        guard let part else {
            return try chain.rows(
                of: clinic.id, beyond: low, upTo: high, from: reader, each: each)
        }
        try chain.rows(
            of: clinic.id, beyond: low, upTo: high, in: part, from: reader, each: each)
    }

    /// Below the last number that there is, so that one can be added to each.
    private static let highest = Int64.max - 1

    private var genesis: AuditHead {
        AuditHead(number: 0, hash: AuditHasher.genesis(of: clinic.id))
    }

    /// The part of the chain that was linked on those days, or recorded then, by the heads around it.
    private func part(
        _ from: Day?, _ until: Day?, _ known: [AuditHeadRepository.Head], from reader: some Reader
    ) throws -> (start: AuditHead, part: AuditChainRepository.Part) {
        let span = try heads.span(
            from: from ?? AuditHeadRepository.earliest, until: until ?? Day(number: 1_000_000),
            in: clinic.timeZone, from: reader)
        let recorded = try heads.numbers(
            of: clinic.id, from: span.from, until: span.until, by: reader)
        let start = known.last { head in
            from.map { head.day < $0 } == true
                && (recorded.lowest == 0 || head.head.number < recorded.lowest)
        }
        // A row is linked after it is recorded, so the day's head or a later one has it.
        let end = until.flatMap { until in
            known.first {
                $0.day.adding(days: 1) >= until && $0.head.number >= recorded.highest
            }
        }
        let after = start?.head ?? genesis
        return (
            after,
            AuditChainRepository.Part(
                after: after.number, upTo: max(after.number, end?.head.number ?? Self.highest),
                from: span.from, until: span.until)
        )
    }
}
