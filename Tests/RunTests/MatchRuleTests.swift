import Domain
import TestSupport
import Testing

@Suite("Match rules") struct MatchRuleTests {
    private let office: Office

    init() throws { office = try Office() }

    private func rule(
        _ words: String..., clinic: String = "harbor-dental", user: String = "anna.accountant"
    ) throws -> Program {
        try office.evclinic(["match", "rule"] + words + ["--clinic", clinic, "--as", user])
    }

    private func decided(_ words: String..., user: String, clinic: String) throws -> Program {
        try office.evclinic(["match"] + words + ["--clinic", clinic, "--as", user])
    }

    @Test("are seeded for every clinic, and the same ones when it is seeded anew")
    func seeded() throws {
        let query = """
            SELECT concat_ws(' ', id, clinic_id, direction, pattern, made_by, made_at)
            FROM worker.bank_rule ORDER BY id
            """
        let rules = try office.told(query)
        #expect(rules.count == 20)
        #expect(rules[0].hasPrefix("1 1 out RENT* seed 2016-11-01"))
        #expect(rules[3].hasPrefix("4 1 out CASH WITHDRAWAL* seed"))
        #expect(rules[19].hasPrefix("20 5 out CASH WITHDRAWAL* seed"))
        let paid = try office.told(
            "SELECT DISTINCT narration FROM clinic.bank_entry WHERE amount < 0 ORDER BY 1")
        let known = rules.prefix(4).map { rule in
            let pattern = rule.dropFirst("1 1 out ".count).prefix { $0 != "*" }
            return BankRule(id: 1, pattern: "\(pattern)*", direction: .out, reason: "r")
        }
        for rule in known {
            #expect(paid.count { rule.holds(narration: $0, amount: -1) } == 1, "\(rule.pattern)")
        }
        try office.change(
            "INSERT INTO worker.bank_rule (clinic_id, pattern, direction, reason, made_by, made_at) VALUES (1, 'abc', 'in', 'r', 'b', clock_timestamp())"
        )
        let seed = try office.evclinic(["db", "seed", "--replace"])
        try #require(seed.status == 0, "\(seed.errors)")
        #expect(try office.told(query) == rules)
    }

    @Test("are added, listed and taken back, each with a row in the trail") func life() throws {
        let added = try rule(
            "add", "bank  FEE*", "--direction", "out", "--reason", "the bank's own")
        #expect(added.status == 0, "\(added.errors)")
        #expect(added.output.contains("Added rule 21: “bank  FEE*”, money that goes out."))
        let list = try rule("list")
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines[5].hasPrefix("21  bank  FEE*"))
        #expect(lines.allSatisfy { $0.count <= 100 }, "\(list.output)")
        let undone = try rule("undo", "21", "--reason", "a slip")
        #expect(undone.output == "Took rule 21 back: “bank  FEE*”, money that goes out.\n")
        #expect(try rule("list").output.split(separator: "\n").count == 5)
        let all = try rule("list", "--all", "--json").output.split(separator: "\n")
        #expect(all.count == 5)
        #expect(all[4].contains("\"state\":\"undone\",\"undone_at\":"), "\(all[4])")
        #expect(try rule("undo", "21", "--reason", "r").errors.contains("MATCH_DECISION_UNKNOWN"))
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', action, login, role, entity, entity_id, after ->> 'pattern')
                FROM clinic.audit_log WHERE action LIKE 'match.%' ORDER BY id
                """) == [
                    "match.rule anna.accountant accountant worker.bank_rule 21 bank  FEE*",
                    "match.rule.undo anna.accountant accountant worker.bank_rule 21 bank  FEE*",
                ])
        let vague = try rule("add", "*ab*", "--reason", "r")
        #expect(vague.status == 65)
        #expect(vague.errors.contains("MATCH_RULE_INVALID"), "\(vague.errors)")
    }

    @Test("and decisions are for who may, in the clinic that is theirs (I7)") func walls() throws {
        let receptionist = try rule("list", user: "rita.harbor-dental")
        #expect(receptionist.errors.contains("ACCESS_DENIED"), "\(receptionist.errors)")
        let note = try decided(
            "note", "payment:1", "--reason", "r", user: "rita.harbor-dental",
            clinic: "harbor-dental")
        #expect(note.errors.contains("permission match.write"), "\(note.errors)")
        let manager = try rule("list", user: "mia.harbor-dental")
        #expect(manager.status == 0, "\(manager.errors)")
        let foreign = try rule("undo", "5", "--reason", "r")
        #expect(foreign.errors.contains("rule 5 of harbor-dental"), "\(foreign.errors)")
        let other = try #require(office.told("SELECT slug FROM clinic.clinic WHERE id = 2").first)
        let payment = try #require(
            office.told("SELECT min(id)::text FROM clinic.payment WHERE clinic_id = 2").first)
        let there = try office.evclinic([
            "match", "note", "payment:\(payment)", "--reason", "r", "--clinic", other,
        ])
        #expect(there.status == 0, "\(there.errors)")
        let list = try office.evclinic(["match", "list", "--clinic", "harbor-dental", "--all"])
        #expect(list.output == "Nothing is decided.\n")
        let undo = try office.evclinic([
            "match", "undo", "1", "--reason", "r", "--clinic", "harbor-dental",
        ])
        #expect(undo.errors.contains("MATCH_DECISION_UNKNOWN"))
    }
}
