import Domain
import Sheets
import TestSupport
import Testing

@testable import Services

/// Packs of two clinics side by side, made up by hand.
@Suite("Group report") struct GroupReportTests {
    private static func pack(
        _ clinic: String, ties: [Tie] = [], totals: [JoinedPack.Total] = [], isClosed: Bool = true,
        lacking: [String] = []
    ) -> JoinedPack {
        JoinedPack(
            clinic: .init(id: ClinicID(rawValue: 1), slug: clinic, name: clinic), job: "pack",
            revision: 1, digest: "d", manifest: "m", manifestSHA256: "s",
            close: .init(state: "open"), asOf: Instant(microseconds: 0), breaks: 2, ties: ties,
            totals: totals, isClosed: isClosed, lacking: lacking, marks: [])
    }

    private static func figure(_ text: String) throws -> Fixed { try #require(Fixed(text)) }

    private static func texts(_ report: Report, _ slug: String) throws -> [String] {
        let sheet = try #require(report.sheets.first { $0.slug == slug })
        var reader = sheet.rows.reader
        var rows: [String] = []
        while let row = try reader.next() {
            rows.append(row.cells.map(\.told).joined(separator: "|"))
        }
        return rows
    }

    @Test(
        "has ties of clinics and currencies in one row",
        arguments: table(
            """
            name                                        subject
            Net = tax base (EUR)                        Net = tax base
            Gross = none (USD), first A-12              Gross = none
            Rows not shown = none                       Rows not shown = none
            Net (of notes) = base (JPY)                 Net (of notes) = base
            """))
    func subjects(_ row: [String]) {
        #expect(CertificateMatrix.subject(of: row[0]) == row[1])
    }

    @Test("says PASS, FAIL with each difference, or n/a, and counts what holds")
    func matrix() throws {
        let report = try GroupReport.report(
            [
                Self.pack("a", ties: [Tie("Net (EUR)", 500, 500, .eur), Tie("Rows", count: 3, 1)]),
                Self.pack(
                    "b",
                    ties: [
                        Tie("Net (EUR)", 500, 375, .eur), Tie("Net (JPY)", 5, 9, .jpy),
                        Tie("Statement 7 of 12", 1, 1, .eur, subject: "Statements"),
                    ]),
            ], expected: 3, title: "Close")
        #expect(
            try Self.texts(report, "certificates") == [
                "Net|PASS|FAIL 1.25 EUR, -4 JPY", "Rows|FAIL 2|n/a", "Statements|n/a|PASS",
                "Ties that hold|1 of 2|1 of 3",
            ])
    }

    @Test("adds up what clinics state in one currency, and never currencies") func totals() throws {
        func total(_ name: String, _ currency: Currency, _ amount: String) throws
            -> JoinedPack.Total
        {
            JoinedPack.Total(name, currency, try Self.figure(amount))
        }
        let report = try GroupReport.report(
            [
                Self.pack(
                    "a", totals: [try total("net", .eur, "10.25"), try total("net", .jpy, "7")]),
                Self.pack(
                    "b", totals: [try total("net", .eur, "-0.50"), try total("tax", .eur, "1.00")]),
            ], expected: 2, title: "Close")
        #expect(
            try Self.texts(report, "totals-eur") == ["net|10.25|-0.50|9.75", "tax||1.00|1.00"])
        #expect(try Self.texts(report, "totals-jpy") == ["net|7|7"])
        #expect(
            report.totals.map { "\($0.name) \($0.amount.plain) \($0.currency.code)" } == [
                "net 9.75 EUR", "tax 1.00 EUR", "net 7 JPY",
            ])
    }

    @Test("is provisional with one clinic's books open, and says whose inputs are missing")
    func marks() throws {
        let report = try GroupReport.report(
            [
                Self.pack("a"),
                Self.pack("b", isClosed: false, lacking: ["bank_statement"]),
            ], expected: 2, title: "Close")
        #expect(report.join?.isClosed == false)
        #expect(report.join?.lacking == ["bank_statement of b"])
        #expect(report.breaks == 4 && report.tiesFailed == 0)
        let short = try GroupReport.report([Self.pack("a")], expected: 2, title: "Close")
        #expect(short.tiesFailed == 1, "a clinic without a pack")
    }
}

extension Cell {
    fileprivate var told: String {
        switch self {
        case .text(let text): text
        case .decimal(let figure): figure.description
        case .integer(let count): "\(count)"
        default: ""
        }
    }
}
