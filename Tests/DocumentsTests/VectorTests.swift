import Documents
import Domain
import Foundation
import TestSupport
import Testing

@Suite("Tax vectors") struct VectorTests {
    /// File, cases, cases that are called exact, and figures compared.
    static let files = table(
        """
        file                   cases  exact  figures
        tax/gobl.json          124    123    1902
        tax/en16931-ubl.json   48     39     844
        """)

    @Test("come out to the last digit wherever they are called exact", arguments: files)
    func exact(_ row: [String]) throws {
        guard let cases = try Self.cases(row[0]) else { return }
        var (exact, figures) = (0, 0)
        for one in cases {
            let billed = try one.document.get()
            let expected = try #require(try Expectation(one, try ComputedDocument(billed)))
            figures += expected.compared
            if expected.isCalledExact {
                exact += 1
                #expect(expected.differences.isEmpty, "\(one.id) \(expected.differences)")
            } else {
                #expect(!expected.differences.isEmpty, "\(one.id)")
                #expect(!expected.reasons.isEmpty, "\(one.id)")
            }
        }
        #expect([cases.count, exact, figures].map(String.init) == Array(row[1...]))
    }

    @Test("that state other nets are exact from those nets") func statedNets() throws {
        guard let cases = try Self.cases("tax/en16931-ubl.json") else { return }
        var looked = 0
        for one in cases {
            let billed = try one.document.get()
            let expected = try #require(try Expectation(one, try ComputedDocument(billed)))
            guard !expected.isCalledExact else { continue }
            let stated = try #require(try Expectation.withStatedNets(one, billed))
            let again = try #require(try Expectation(one, try ComputedDocument(stated)))
            #expect(again.differences.isEmpty, "\(one.id) \(again.differences)")
            looked += 1
        }
        #expect(looked == 9)
    }

    @Test(
        "tell each wrong method apart where they say so",
        arguments: [
            "half_even", "toward_zero", "tax_rounded_per_line", "tax_base_rounded",
            "line_net_exact", "tax_total_sum_of_rounded",
        ])
    func wrongMethods(_ method: String) throws {
        var caught = 0
        for row in Self.files {
            guard let cases = try Self.cases(row[0]) else { return }
            for one in cases where one.texts("discriminates_against").contains(method) {
                let billed = try one.document.get()
                let wrong = Self.wrong(billed, method)
                let expected = try #require(try Expectation(one, try ComputedDocument(wrong)))
                #expect(!expected.differences.isEmpty, "\(one.id) \(method)")
                caught += 1
            }
        }
        #expect(caught > 0)
    }

    @Test("stand in bench/scorecard.md as the program prints them") func published() throws {
        let folder =
            ProcessInfo.processInfo.environment["EVCLINIC_VECTORS"]
            ?? TestCluster.checkout + "/../shared/vectors"
        let page = try String(
            contentsOfFile: TestCluster.checkout + "/bench/scorecard.md", encoding: .utf8)
        for row in Self.files where Vectors.data(row[0]) != nil {
            let card = try Program.run(
                Program.evclinic, ["tax", "compute", "--check", row[0]], folder: folder)
            #expect(card.status == 0)
            #expect(page.contains("```\n\(card.output)```"), "run scripts/scorecard")
        }
    }

    private static func wrong(_ document: BilledDocument, _ method: String) -> BilledDocument {
        var wrong = document
        switch method {
        case "half_even": wrong.rounding.mode = .halfEven
        case "toward_zero": wrong.rounding.mode = .down
        case "tax_rounded_per_line": wrong.rounding.level = .line
        case "tax_base_rounded": wrong.rounding.roundsBases = true
        case "line_net_exact":
            wrong.rounding.roundsNets = false
            wrong.rounding.roundsBases = false
        default: wrong.rounding.addsRounded = true
        }
        return wrong
    }

    static func cases(_ name: String) throws -> [CaseFile.Case]? {
        guard let data = Vectors.data(name) else { return nil }
        var (file, cases) = (try CaseFile(Array(data)), [CaseFile.Case]())
        while let one = file.next() { cases.append(one) }
        return cases
    }
}
