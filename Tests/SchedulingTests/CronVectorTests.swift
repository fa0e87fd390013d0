import Domain
import Scheduling
import TestSupport
import Testing

/// The public vectors of Cronos; `Vectors` says where they lie.
@Suite("Cron vectors") struct CronVectorTests {
    @Test(
        "of next firings come out, every portable one",
        arguments: ["next", "dst-forward", "dst-backward"])
    func next(_ group: String) throws {
        var zones = Zones()
        for vector in try Vectors.cron(group) where vector.portable == true {
            let zone = try zones.zone(try #require(vector.zone))
            let schedule = Schedule(try CronExpression(vector.text), in: zone)
            let firing = schedule.next(after: Instant(microseconds: vector.after))
            #expect(
                firing?.instant.seconds == vector.expectedEpoch, "\(vector.id) \(vector.text)")
        }
    }

    @Test("of what can never fire are refused when they are read") func unreachable() throws {
        for vector in try Vectors.cron("unreachable") where vector.portable == true {
            #expect(throws: CronError.self, "\(vector.id)") { try CronExpression(vector.text) }
        }
    }

    @Test("of what is wrong are refused, every portable one") func invalid() throws {
        for vector in try Vectors.cron("invalid") where vector.portable == true {
            #expect(throws: CronError.self, "\(vector.id) \(vector.text)") {
                try CronExpression(vector.text)
            }
        }
    }

    @Test("of equal meaning are equal, of words mean their fields") func equal() throws {
        for vector in try Vectors.cron("equal") where vector.portable == true {
            let left = try CronExpression(try #require(vector.left))
            let right = try CronExpression(try #require(vector.right))
            #expect((left == right) == vector.equal, "\(vector.id)")
        }
        for vector in try Vectors.cron("valid-macros") {
            guard let meaning = vector.meaning, !vector.text.lowercased().contains("@every") else {
                continue
            }
            #expect(try CronExpression(vector.text) == CronExpression(meaning), "\(vector.id)")
        }
    }

    @Test("of previous firings come out when one goes forward from there") func previous() throws {
        for vector in try Vectors.cron("previous") where vector.portable == true {
            guard let expected = vector.expectedEpoch else {
                #expect(throws: CronError.self) { try CronExpression(vector.text) }
                continue
            }
            let schedule = Schedule(try CronExpression(vector.text), in: .utc)
            let before = Instant(seconds: expected - 1)
            let from = try #require(vector.fromEpoch)
            let last = schedule.firings(after: before)
                .prefix { $0.instant.seconds < from + (vector.inclusive == true ? 1 : 0) }
                .suffix(1)
            #expect(last.map(\.instant.seconds) == [expected], "\(vector.id)")
        }
    }

    /// What the others' dialect has and ours has not: each vector that differs must have one of these.
    static let differences = [
        "reversed_range": "refused: 22-2 is written 22-23,0-2",
        "question_mark": "refused: ? is written *",
        "last_day_offset": "refused: L-3 is not of our dialect",
        "nonstandard_macro": "refused: @every_minute is * * * * *",
        "dom_and_dow": "either day fires when both are restricted, there both must match",
        "range_is_interval": "there a range or a step within a field makes an interval too",
        "interval_in_gap": "there an interval too fires at the end of a gap",
    ]

    @Test("of extensions come out, or differ for a reason that is listed") func extensions() throws
    {
        var zones = Zones()
        var counts: [String: Int] = [:]
        for group in ["next", "dst-forward", "dst-backward", "unreachable"] {
            for vector in try Vectors.cron(group)
            where vector.portable == false && vector.expr5 != nil {
                let zone = try zones.zone(try #require(vector.zone))
                let firing = (try? CronExpression(vector.text)).flatMap {
                    Schedule($0, in: zone).next(after: Instant(microseconds: vector.after))
                }
                if firing?.instant.seconds == vector.expectedEpoch {
                    counts["agree", default: 0] += 1
                } else {
                    let reason = Self.reason(vector, group)
                    #expect(
                        Self.differences[reason] != nil,
                        "\(vector.id) \(vector.text) \(reason) \(firing?.instant.description ?? "")"
                    )
                    counts[reason, default: 0] += 1
                }
            }
        }
        print("extensions: \(counts.sorted { $0.key < $1.key })")
    }

    private static func reason(_ vector: Vectors.Cron, _ group: String) -> String {
        let named = (vector.features ?? []).first { differences[$0] != nil }
        if let named { return named }
        return group == "dst-backward"
            ? "range_is_interval" : group == "dst-forward" ? "interval_in_gap" : "none"
    }
}
