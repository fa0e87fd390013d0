import Domain

/// Links of a chain put in order, met in any: runs of numbers that go on from each other.
///
/// Rows are read by their ids, and a transaction that committed late has lower ids than rows linked before it.
/// So the chain is met as a few runs that grow together; memory is theirs, and in an honest chain that is as
/// many as there were late commits at the same time.
struct AuditSegments {
    /// Links numbered `first` to `last`, each going on from the one before.
    struct Run {
        var first: Int64
        /// What the first one goes on from.
        var previous: Hash256
        var firstRow: Int64
        var last: Int64
        /// What the last one comes to.
        var hash: Hash256
    }

    /// The one that grows.
    private var current: Run?
    /// The others, by their first number, and where each that ends at a number begins.
    private var runs: [Int64: Run] = [:]
    private var beginnings: [Int64: Int64] = [:]
    /// Numbers met again.
    private(set) var doubled: [(number: Int64, row: Int64)] = []
    /// There are more runs than are kept.
    private(set) var isScattered = false

    /// No trail that anybody used is in so many pieces.
    static let runsMax = 100_000

    /// Takes the next link; true when it goes on from the last one.
    mutating func add(_ link: AuditLink) -> Bool {
        if let run = current, link.number == run.last + 1, link.previous == run.hash {
            current?.last = link.number
            current?.hash = link.hash
            return true
        }
        keep()
        let run = Run(
            first: link.number, previous: link.previous, firstRow: link.row, last: link.number,
            hash: link.hash)
        if let first = beginnings[link.number - 1], let before = runs[first],
            before.hash == link.previous
        {
            runs[first] = nil
            beginnings[before.last] = nil
            current = before
            current?.last = link.number
            current?.hash = link.hash
        } else {
            current = run
        }
        return false
    }

    /// Puts the growing run with the others, joined with one that goes on from it.
    private mutating func keep() {
        guard var run = current else { return }
        current = nil
        guard runs[run.first] == nil, beginnings[run.last] == nil else {
            if doubled.count < Self.runsMax { doubled.append((run.first, run.firstRow)) }
            return
        }
        guard runs.count < Self.runsMax else {
            isScattered = true
            return
        }
        if let next = runs[run.last + 1], next.previous == run.hash {
            runs[next.first] = nil
            beginnings[next.last] = nil
            run.last = next.last
            run.hash = next.hash
        }
        runs[run.first] = run
        beginnings[run.last] = run.first
    }

    /// Every run, by its first number.
    mutating func all() -> [Run] {
        keep()
        return runs.values.sorted { $0.first < $1.first }
    }
}
