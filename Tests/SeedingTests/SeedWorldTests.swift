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
        #expect(world.digest == 14_267_559_449_889_741_963)
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
        let matches = world.truth.count { $0.hasPrefix("{\"kind\":\"match\"") }
        #expect(world.summary.planted == world.truth.count - matches)
    }

    @Test("every break code is planted or comes about", arguments: [UInt64(1), 2, 3])
    func breaks(seed: UInt64) throws {
        let world = try Written(SeedOptions(seed: seed, lines: 24_000))
        for code in [
            "MISSING_IN_LEDGER", "MISSING_IN_GATEWAY", "MISSING_IN_BANK", "AMOUNT_DIFFERENCE",
            "FEE_DIFFERENCE", "CURRENCY_DIFFERENCE", "CUT_OFF", "DUPLICATE_OURS",
            "DUPLICATE_THEIRS", "SHORT_PAID", "OVERPAID", "UNALLOCATED", "REFUND_NOT_IN_LEDGER",
            "REFUND_NOT_SETTLED", "CHARGEBACK", "PAYOUT_COMPOSITION", "PAYOUT_FAILED",
            "STATUS_MISMATCH", "WRONG_TENDER", "AMBIGUOUS", "STATEMENT_GAP", "BACKDATED",
        ] {
            let shape = "{\"kind\":\"billing\",\"code\":\"\(code)\""
            #expect(world.truth.contains { $0.hasPrefix(shape) }, "\(code)")
        }
    }

    @Test("what a clinic bills is the same with breaks and without")
    func documents() throws {
        let planted = try Written(SeedOptions())
        let bare = try Written(SeedOptions(breaks: false))
        for table in [SeedTable.invoiceLine, .invoiceLineTax, .stockMovement, .appointment] {
            #expect(planted.rows(table).values == bare.rows(table).values, "\(table.rawValue)")
        }
        #expect(planted.rows(.payment).values.count > bare.rows(.payment).values.count)
        let tax = "{\"kind\":\"tax\""
        #expect(
            planted.truth.filter { $0.hasPrefix(tax) } == bare.truth.filter { $0.hasPrefix(tax) })
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
        let billing = try Regex(
            #"\{"kind":"billing","code":"[A-Z_]+","clinic":"[a-z-]+","period":"2026-(08|09|10)","#
                + #""owner":"[a-z_]+","id":[0-9]+,"#
                + #""amount":"-?[0-9]+(\.[0-9]{2,3})?","currency":"[A-Z]{3}"\}"#)
        let match = try Regex(
            #"\{"kind":"match","clinic":"[a-z-]+","period":"2026-(08|09|10)","left":"[a-z_]+","#
                + #""left_ids":\[[0-9,]+\],"right":"[a-z_]+","right_ids":\[[0-9,]+\]\}"#)
        for line in world.truth {
            #expect(
                line.wholeMatch(of: shape) != nil || line.wholeMatch(of: billing) != nil
                    || line.wholeMatch(of: match) != nil, "\(line)")
        }
    }
}
