package import Access
package import Domain

/// What came after the books of its day were closed, and on which day it posts instead (DOMAIN, *Closing a
/// month*): read once a run, and given to each statement, so that its plan stays the one of the index.
package struct LatePostings: Sendable, Equatable {
    private var all: [Late] = []

    private struct Late: Sendable, Equatable {
        let kind: BookedKind
        let id: Int64
        let day: Day
        let postedOn: Day
    }

    /// What changes for one period.
    package struct Side: Sendable {
        /// Dated in it, and late.
        package internal(set) var out: [Int64] = []
        /// They post in it, whatever their own day is.
        package internal(set) var into: [Int64] = []
        /// When each of those posts.
        package internal(set) var days: [Day] = []

        /// Parameters of statements: what leaves the period, and what comes into it.
        var values: [Value] { [.ints(out), .ints(into)] }
    }

    /// None: everything posts on its own day.
    package init() {}

    /// What leaves a period, and what comes into it.
    package func side(_ kind: BookedKind, in period: Period) -> Side {
        let days = period.from..<period.until
        var side = Side()
        for late in all where late.kind == kind {
            if days.contains(late.day) { side.out.append(late.id) }
            if days.contains(late.postedOn) {
                side.into.append(late.id)
                side.days.append(late.postedOn)
            }
        }
        return side
    }

    /// All of every kind, as three columns: kinds, numbers, and days as text.
    package var table: [Value] {
        [
            .texts(all.map(\.kind.rawValue)), .ints(all.map(\.id)),
            .texts(all.map(\.postedOn.description)),
        ]
    }

    /// The day on which each late one of a kind posts, by its number.
    package func posting(_ kind: BookedKind) -> [Int64: Day] {
        Dictionary(all.filter { $0.kind == kind }.map { ($0.id, $0.postedOn) }) { first, _ in first
        }
    }

    mutating func add(_ kind: BookedKind, _ id: Int64, day: Day, postedOn: Day) {
        all.append(Late(kind: kind, id: id, day: day, postedOn: postedOn))
    }
}
