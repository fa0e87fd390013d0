import Access
import Domain
import Jobs
import Services
import TestSupport
import Testing

/// Row-level security keeps clinics apart on the server; here it is as if it did not, and the
/// reader is all that is left.
@Suite("Tenant") struct TenantTests {
    private static let clinic = Clinic(
        id: ClinicID(rawValue: 1), slug: "here", name: "Here", legalEntity: "Here", currency: .usd,
        timeZone: "UTC", fiscalStartMonth: 1, pricesIncludeTax: false)

    @Test("is read when every row is its own") func own() throws {
        let output = try Self.read(Self.books())
        #expect(output.outcome.totals.map(\.lineTax) == [825])
        #expect(output.outcome.variances.isEmpty)
        #expect(output.outcome.refusals.isEmpty)
        // Billed, paid and paid in advance: due once for each payment.
        #expect(output.outcome.returned.map(\.returned.tax) == [825 + 825])
    }

    @Test(
        "refuses a row of another clinic (I7)",
        arguments: table(
            """
            statement  row  relation      why
            codes      0    tax_code      a code would be named that nobody here has
            rates      0    tax_rate      another clinic's rate would be in force
            policies   0    tax_policy    tax would be rounded another way
            documents  0    invoice_line  another clinic's document would be reported
            documents  1    invoice_line  a component of a line with the same number
            credits    0    invoice       another clinic's credit note would be reported
            earlier    0    invoice_line  a note would be cumulated with another clinic's
            paid       0    invoice       another clinic's payments would make tax due
            advances   0    payment       another clinic's advance would be taxed
            """))
    func refused(_ row: [String]) throws {
        let (statement, index) = (row[0], try #require(Int(row[1])))
        #expect(
            throws: AppError(.tenantMismatch, "clinic.\(row[2]), wanted 1, got 2"), "\(row[3])"
        ) {
            try Self.read(Self.books(foreign: (statement, index)))
        }
    }

    private static func read(_ books: ScriptedSnapshot) throws -> TaxReconciliation.Output {
        try TaxReconciliation().read(
            Plan(job: "tax-reconciliation", clinic: clinic, period: try Period("2026-10")),
            from: books, telling: { _ in })
    }

    /// One invoice of one line of 100.00 with two components, and one credit note.
    private static func books(foreign: (statement: String, row: Int)? = nil) -> ScriptedSnapshot {
        func owner(_ statement: String, _ row: Int) -> Int64 {
            foreign?.statement == statement && foreign?.row == row ? 2 : 1
        }
        let day = Day(year: 2026, month: 1, day: 1) ?? Day(number: 0)
        let rates: [(String, Int64)] = [("State", 6), ("City", 2)]
        return ScriptedSnapshot([
            "codes": [
                {
                    $0.row(4)
                    $0.int(owner("codes", 0))
                    $0.int(1)
                    $0.text("SALES")
                    $0.text("S")
                }
            ],
            "rates": rates.enumerated().map { index, rate in
                {
                    $0.row(11)
                    $0.int(owner("rates", index))
                    $0.int(1)
                    $0.text(rate.0)
                    $0.text("percent")
                    $0.numeric(rate.1 * 1_000_000 + (index == 0 ? 250_000 : 0), digits: 6)
                    $0.numeric(0, digits: 4)
                    $0.int2(Int16(index + 1))
                    $0.bool(false)
                    $0.bool(false)
                    $0.day(day)
                    $0.null()
                }
            },
            "policies": [
                {
                    $0.row(5)
                    $0.int(owner("policies", 0))
                    $0.day(day)
                    $0.text("line")
                    $0.text("half_up")
                    $0.text("cash")
                }
            ],
            "documents": [("State", Int64(625)), ("City", Int64(200))].enumerated().map {
                index, part in
                { line(&$0, of: owner("documents", index), part.0, part.1, day) }
            },
            "credits": [
                {
                    $0.row(7)
                    $0.int(owner("credits", 0))
                    $0.int(2)
                    $0.text("C-1")
                    $0.text("USD")
                    for amount in [825, 10_825, 825] { $0.numeric(Int64(amount), digits: 2) }
                }
            ],
            "earlier": [
                {
                    $0.row(8)
                    $0.int(owner("earlier", 0))
                    for _ in 0..<3 { $0.int(1) }
                    for _ in 0..<3 { $0.numeric(1000, digits: 3) }
                    $0.text("USD")
                }
            ],
            "paid": [
                {
                    $0.row(16)
                    $0.int(owner("paid", 0))
                    $0.int(1)
                    $0.text("I-1")
                    $0.day(day)
                    $0.text("USD")
                    for amount in [10_825, 0, 10_825, 10_825] {
                        $0.numeric(Int64(amount), digits: 2)
                    }
                    $0.int(1)
                    $0.null()
                    for amount in [10_000, 825, 10_000, 825] {
                        $0.numeric(Int64(amount), digits: 2)
                    }
                    $0.numeric(1_000_000_000, digits: 9)
                }
            ],
            "advances": [
                {
                    $0.row(10)
                    $0.int(owner("advances", 0))
                    $0.int(1)
                    $0.day(day)
                    $0.text("USD")
                    $0.null()
                    $0.int(1)
                    $0.numeric(10_825, digits: 2)
                    $0.bool(true)
                    for _ in 0..<2 { $0.numeric(0, digits: 2) }
                }
            ],
            "register": [], "moves": [], "months": [], "received": [],
        ])
    }

    private static func line(
        _ row: inout RowWriter, of clinic: Int64, _ component: String, _ tax: Int64, _ day: Day
    ) {
        row.row(22)
        row.int(clinic)
        row.int(1)
        row.int(1)
        row.text("I-1")
        row.bool(false)
        row.day(day)
        row.text("USD")
        row.numeric(10_000, digits: 2)
        row.numeric(825, digits: 2)
        row.int4(1)
        row.int(1)
        row.numeric(10_000, digits: 2)
        row.numeric(825, digits: 2)
        row.numeric(1000, digits: 3)
        row.numeric(1000, digits: 3)
        row.numeric(1_000_000, digits: 4)
        row.numeric(1_000_000, digits: 4)
        row.text(component)
        row.numeric(tax, digits: 2)
        row.null()
        row.numeric(1_000_000_000, digits: 9)
        row.day(day)
    }
}
