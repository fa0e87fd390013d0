import Domain
import Seeding
import Testing

@Suite("A seeded world") struct SeedWorldTests {
    @Test("the same options give the same bytes, another seed others")
    func determinism() throws {
        let once = try Written(SeedOptions())
        let again = try Written(SeedOptions())
        let other = try Written(SeedOptions(seed: 2))
        #expect(once.digest == again.digest)
        #expect(once.digest != other.digest)
        #expect(once.isWhole)
    }

    @Test("its bytes are those of every earlier release")
    func pinned() throws {
        let world = try Written(SeedOptions(clinics: 2, months: 1, lines: 200))
        #expect(world.digest == 14_222_315_321_152_742_427)
    }

    @Test("lines are as many as asked for, to within a document a clinic", arguments: [300, 9_000])
    func size(lines: Int) throws {
        let world = try Written(SeedOptions(clinics: 7, months: 2, lines: lines))
        #expect(abs(world.summary.lines - lines) <= 7 * 12)
        for (table, count) in world.summary.rows {
            #expect(world.rows(table).values.count == count, "\(table.rawValue)")
        }
    }

    @Test("every reason is planted, and the truth is sorted", arguments: [UInt64(1), 2, 3])
    func reasons(seed: UInt64) throws {
        let world = try Written(SeedOptions(seed: seed))
        for reason in [
            "NO_TAX_CODE", "TAX_ON_EXEMPT", "MISSING_TAX", "WRONG_COMPONENT", "RATE_NOT_IN_FORCE",
            "WRONG_RATE", "ROUNDING", "WRONG_BASE", "UNEXPLAINED", "SUM_MISMATCH",
            "CREDIT_EXCEEDS_INVOICE",
        ] {
            #expect(world.truth.contains { $0.contains("\"code\":\"\(reason)\"") }, "\(reason)")
        }
        let places = world.truth.compactMap { line in
            line.firstMatch(of: #/"clinic":"(.+)","document":"(.+)","line":(null|[0-9])/#)
        }
        let order = places.map { [$0.1, $0.2, $0.3 == "null" ? "0" : $0.3] }
        #expect(zip(order, order.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        #expect(world.summary.planted == world.truth.count)
    }

    @Test("nothing is planted when nothing is to be")
    func unplanted() throws {
        let world = try Written(SeedOptions(planted: false))
        #expect(world.truth.isEmpty)
    }

    @Test("a truth line reads as the contract has it")
    func truthLine() throws {
        let world = try Written(SeedOptions())
        let shape = try Regex(
            #"\{"kind":"tax","code":"[A-Z_]+","clinic":"[a-z-]+","period":"2026-(08|09|10)","#
                + #""document":"[A-Z]+26-[0-9]{6}","line":(null|[1-5]),"#
                + #""amount":"-?[0-9]+(\.[0-9]{2,3})?","currency":"[A-Z]{3}"\}"#)
        #expect(world.truth.allSatisfy { $0.wholeMatch(of: shape) != nil })
    }
}
