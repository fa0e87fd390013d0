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

    @Test("of progress come later and later, a hundred times") func progress() throws {
        for vector in try Vectors.cron("progress") {
            // Seconds first; ours are without.
            let text = vector.text.split(separator: " ").suffix(5).joined(separator: " ")
            let zone = try ZoneFolder.system.zone(try #require(vector.zone))
            let start = Instant(seconds: try #require(vector.startEpoch))
            let firings = Schedule(try CronExpression(text), in: zone).firings(after: start)
                .prefix(try #require(vector.iterations)).map(\.instant)
            #expect(firings.count == vector.iterations, "\(vector.id)")
            #expect(zip([start] + firings, firings).allSatisfy(<), "\(vector.id)")
        }
    }

    @Test("of extensions come out, or differ in a way that has a name") func extensions() throws {
        var zones = Zones()
        var (agreeing, named): (Int, [CronDifference: [String]]) = (0, [:])
        for group in ["next", "dst-forward", "dst-backward", "unreachable"] {
            for vector in try Vectors.cron(group)
            where vector.portable == false && vector.expr5 != nil {
                let zone = try zones.zone(try #require(vector.zone))
                let firing = (try? CronExpression(vector.text)).flatMap {
                    Schedule($0, in: zone).next(after: Instant(microseconds: vector.after))
                }
                if firing?.instant.seconds == vector.expectedEpoch {
                    agreeing += 1
                    continue
                }
                let difference = CronDifference.allCases.first { $0.explains(vector, zone, group) }
                #expect(
                    difference != nil,
                    "\(vector.id) \(vector.text) \(firing?.instant.description ?? "never")")
                if let difference { named[difference, default: []].append(vector.id) }
            }
        }
        guard agreeing > 0 else { return }
        print("extensions: \(agreeing) agree")
        for (difference, ids) in named.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            print("differ, \(difference.rawValue): \(ids.joined(separator: " "))")
        }
        #expect(Set(named.keys) == Set(CronDifference.allCases), "each of them is seen")
    }
}
