package import Domain

/// Holds the rows of an audit trail against its chain, and the chain against what was kept of it outside.
///
/// Rows come in the order of their ids and links in windows of the same order, so nothing is sorted and
/// memory is one window's. A link is proven by the hash that it goes on from, which is stored beside it;
/// that these hashes are those of the links before is looked at when they are put in order.
///
///     window(links) row row row … end()  window(links) …  finish(at:)
package struct AuditVerifier: ~Copyable {
    /// Where the part of the chain that is looked at begins.
    private let start: AuditHead
    private let anchors: [Int64: [AuditAnchor]]
    /// Numbers that were kept, ascending, and the next one that will be met.
    private let kept: [Int64]
    private var next = 0
    private var seen: Set<Int64> = []
    /// Rows recorded from then on, in microseconds since 2000, may still wait for their link.
    private let waitingSince: Int64

    private var hasher = AuditHasher()
    private var segments = AuditSegments()
    private var links: [AuditLink] = []
    private var at = 0
    private var lastRow: Int64?
    private var suspects: [Suspect] = []
    private var found = AuditFindings()

    /// Rows that were held against their links.
    package private(set) var rows: Int64 = 0
    /// Rows without a link that are too young for one.
    package private(set) var waiting: Int64 = 0

    /// A changed row, kept to see whether it belongs at another one's number.
    private struct Suspect {
        let link: AuditLink
        let canonical: [UInt8]
    }

    private static let suspectsMax = 200
    private static let suspectBytesMax = 65_536

    /// - Parameters:
    ///   - start: the head that the part to look at goes on from; link 0 for the whole chain.
    ///   - anchors: what was kept of it, none before `start`.
    ///   - waitingSince: rows recorded from then on may still wait for their link.
    package init(from start: AuditHead, anchors: [AuditAnchor], waitingSince: Instant) {
        self.start = start
        self.anchors = Dictionary(grouping: anchors, by: \.head.number)
        kept = self.anchors.keys.sorted()
        self.waitingSince = waitingSince.microseconds - AuditLine.epochs
    }

    /// Begins with the next window of links, ordered by row.
    package mutating func window(_ links: [AuditLink]) {
        self.links = links
        at = 0
    }

    /// Holds a row against its link; rows come in the order of their ids, none beyond the window.
    package mutating func row(_ line: AuditLine) {
        while at < links.count, links[at].row < line.id { pass(links[at]) }
        guard lastRow != line.id else {
            found.add(AuditFault(.doubled, number: nil, row: line.id, "the trail has it twice"))
            return
        }
        lastRow = line.id
        guard at < links.count, links[at].row == line.id else { return unlinked(line) }
        let link = links[at]
        at += 1
        rows += 1
        if hasher.hash(line, after: link.previous) != link.hash { changed(line, link) }
        join(link)
        while at < links.count, links[at].row == line.id {
            pass(links[at])
        }
    }

    /// Ends a window: what has no row by now is missing.
    package mutating func end() {
        while at < links.count { pass(links[at]) }
    }

    private mutating func pass(_ link: AuditLink) {
        // A window may end between two links of one row.
        let isDoubled = link.row == lastRow
        found.add(
            AuditFault(
                isDoubled ? .doubled : .missing, number: link.number, row: link.row,
                isDoubled ? "its row is linked already" : "the trail has no such row"))
        join(link)
        at += 1
    }

    private mutating func unlinked(_ line: AuditLine) {
        guard line.recordedSince2000 < waitingSince else {
            waiting += 1
            return
        }
        found.add(
            AuditFault(.unlinked, number: nil, row: line.id, "it is not linked, though an hour old")
        )
    }

    private mutating func changed(_ line: AuditLine, _ link: AuditLink) {
        found.add(
            AuditFault(
                .changed, number: link.number, row: link.row, "it is not as it was linked"))
        guard suspects.count < Self.suspectsMax else { return }
        let canonical = hasher.canonical(line)
        guard canonical.count <= Self.suspectBytesMax else { return }
        suspects.append(Suspect(link: link, canonical: canonical))
    }

    private mutating func join(_ link: AuditLink) {
        if !segments.add(link) { next = kept.partition(upTo: link.number) }
        guard next < kept.count, kept[next] == link.number else { return }
        next += 1
        seen.insert(link.number)
        for anchor in anchors[link.number] ?? [] where anchor.head.hash != link.hash {
            found.add(replaced(anchor, link.row))
        }
    }

    /// Between the last anchor that holds and this one, the chain was made anew.
    private func replaced(_ anchor: AuditAnchor, _ row: Int64?) -> AuditFault {
        AuditFault(
            .replaced, number: anchor.head.number, row: row,
            "\(anchor.source) has another hash for it")
    }

    /// What came of it.
    package struct Verdict: Sendable {
        /// Where the chain ends; where the part began when it has no link.
        package let head: AuditHead
        package let rows: Int64
        package let waiting: Int64
        package let faults: AuditFindings
    }

    /// Ends it, and says what was found.
    package consuming func finish() -> Verdict {
        let runs = segments.all()
        var head = start
        let ends = Dictionary(runs.map { ($0.hash, $0.last) }) { first, _ in first }
        if segments.isScattered {
            found.add(
                AuditFault(
                    .broken, number: nil, row: nil,
                    "more than \(AuditSegments.runsMax) links do not go on from the one before"))
        }
        for (number, row) in segments.doubled {
            found.add(AuditFault(.doubled, number: number, row: row, "that number is given twice"))
        }
        for run in runs {
            if run.first > head.number + 1 {
                let last = run.first - 1
                let numbers =
                    head.number + 1 == last
                    ? "number \(last) is" : "numbers \(head.number + 1) to \(last) are"
                found.add(
                    AuditFault(.gap, number: head.number + 1, row: nil, "\(numbers) not there"))
            } else if run.first <= head.number {
                found.add(
                    AuditFault(
                        .doubled, number: run.first, row: run.firstRow,
                        "that number is given twice"))
            } else if run.previous != head.hash {
                let other = ends[run.previous]
                found.add(
                    AuditFault(
                        other == nil ? .broken : .reordered, number: run.first, row: run.firstRow,
                        other.map { "it goes on from number \($0)" }
                            ?? "it does not go on from number \(run.first - 1)"))
            }
            if run.last > head.number { head = AuditHead(number: run.last, hash: run.hash) }
        }
        resolve()
        for number in kept where !seen.contains(number) && number > head.number {
            for anchor in anchors[number] ?? [] {
                found.add(
                    AuditFault(
                        .cutOff, number: head.number + 1, row: nil,
                        "\(anchor.source) goes to number \(number)"))
            }
        }
        for anchor in anchors[start.number] ?? [] where anchor.head.hash != start.hash {
            found.add(replaced(anchor, nil))
        }
        return Verdict(head: head, rows: rows, waiting: waiting, faults: found)
    }

    /// Says of changed rows whether each stands at another one's number.
    private mutating func resolve() {
        for suspect in suspects {
            for other in suspects where other.link.number != suspect.link.number {
                let hash = hasher.hash(
                    canonical: suspect.canonical, after: other.link.previous)
                guard hash == other.link.hash else { continue }
                found.replace(
                    AuditFault(
                        .reordered, number: suspect.link.number, row: suspect.link.row,
                        "it was linked as number \(other.link.number)"))
            }
        }
    }
}

extension [Int64] {
    /// The index of the first number that is not less.
    fileprivate func partition(upTo number: Int64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
