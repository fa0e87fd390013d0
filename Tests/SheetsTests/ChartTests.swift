import Domain
import Testing

@testable import Sheets

@Suite("Chart") struct ChartTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Writes sheets and reads their charts; `nil` where nothing can read them.
    func charts(
        _ sheets: Sheet..., rowsPerSheet: Int = XLSXWriter.rowsPerSheetMax
    ) throws -> [ChartReading]? {
        let path = scratch.path("\(try scratch.names.count).xlsx")
        _ = try XLSXWriter.write(Samples.workbook(sheets), to: path, rowsPerSheet: rowsPerSheet)
        return try ChartReading.open(path)
    }

    @Test("draws exactly the rows of the table, below its total") func ranges() throws {
        guard let charts = try charts(Samples.summary, Samples.months([.inr]), Samples.variances)
        else { return }
        try #require(charts.count == 1)
        let chart = charts[0]
        #expect(chart.series.map(\.name) == ["'Tax by month'!$D$4", "'Tax by month'!$E$4"])
        #expect(Set(chart.series.map(\.categories)) == ["'Tax by month'!$A$6:$A$17"])
        #expect(
            chart.series.map(\.values) == [
                "'Tax by month'!$D$6:$D$17", "'Tax by month'!$E$6:$E$17",
            ])
        #expect(
            chart.series[0].cached == [
                "1000.25", "2000.5", "3000.75", "4001", "5001.25", "6001.5", "7001.75", "8002",
                "9002.25", "10002.5", "11002.75", "12003",
            ])
        #expect(chart.tab == 2)
        #expect(chart.corner == [19, 0])
    }

    @Test("says what it shows, in the house's colours, to who does not see it too")
    func words() throws {
        guard let chart = try charts(Samples.months([.kwd]))?.first else { return }
        #expect(chart.title == "Tax by month – KWD")
        #expect(chart.axes == ["Month", "Tax, KWD"])
        #expect(chart.turn == "-5400000")
        #expect(chart.formats == ["#,##0.000;-#,##0.000"])
        #expect(chart.hasLegend)
        #expect(chart.series.map(\.paint) == ["1F4E79", "C98A1B"])
        #expect(chart.description == "Tax by month: Tax charged, Tax recomputed by Month, KWD")
    }

    @Test(
        "draws columns, stacks and lines",
        arguments: [
            (Chart.Kind.columns, "barChart", "clustered"), (.stacked, "barChart", "stacked"),
            (.lines, "lineChart", "standard"),
        ])
    func kinds(_ kind: Chart.Kind, _ drawn: String, _ grouping: String) throws {
        guard let chart = try charts(Samples.days([Day(number: 20_000)], kind))?.first else {
            return
        }
        #expect(chart.kind == drawn)
        #expect(chart.grouping == grouping)
        #expect(!chart.hasLegend)
        #expect(chart.title == "By day")
        #expect(chart.axes == ["Day", "Documents"])
    }

    @Test(
        "lets columns begin at zero, whose heights are compared; lines begin where they may",
        arguments: [
            (Chart.Kind.columns, [3, 5], ["0", nil]), (.stacked, [0, 5], ["0", nil]),
            (.columns, [-3, -5], [nil, "0"]), (.columns, [-3, 5], [nil, nil]),
            (.lines, [3, 5], [nil, nil]), (.columns, [0, 0], ["0", nil]),
        ])
    func bounds(_ kind: Chart.Kind, _ numbers: [Int32], _ bounds: [String?]) throws {
        let days = numbers.map { Day(number: $0) }
        guard let chart = try charts(Samples.days(days, kind))?.first else { return }
        #expect(chart.bounds == bounds)
    }

    @Test("gives each currency a picture of its own, one under the other") func apart() throws {
        guard let charts = try charts(Samples.months([.inr, .jpy])) else { return }
        #expect(charts.map(\.title) == ["Tax by month – INR", "Tax by month – JPY"])
        #expect(charts.map(\.axes[1]) == ["Tax, INR", "Tax, JPY"])
        #expect(charts.map(\.formats) == [["#,##0.00;-#,##0.00"], ["#,##0;-#,##0"]])
        #expect(
            charts.map(\.series[0].values) == [
                "'Tax by month'!$D$6:$D$17", "'Tax by month'!$D$19:$D$30",
            ])
        #expect(charts.map(\.corner) == [[31, 0], [46, 0]])
    }

    @Test(
        "spells months as months and other days in full",
        arguments: [
            (["2026-01-01", "2026-02-01"], "yyyy-mm"),
            (["2026-01-01", "2026-01-02"], "yyyy-mm-dd"),
        ])
    func days(_ days: [String], _ format: String) throws {
        let sheet = Samples.days(try days.map { try #require(Day($0)) })
        guard let chart = try charts(sheet)?.first else { return }
        #expect(chart.formats == [format, "#,##0;-#,##0"])
        #expect(chart.series[0].categoryKind == "numRef")
    }

    @Test("finds its tab whatever that is called", arguments: ["Q1", "R1C1", "2026", "It's & <é>"])
    func names(_ name: String) throws {
        guard let chart = try charts(Samples.days([Day(number: 20_000)], name: name))?.first
        else { return }
        let quoted = name == "It's & <é>" ? "'It''s & <é>'" : "'\(name)'"
        #expect(chart.series[0].values == quoted + "!$B$4")
        #expect(chart.series[0].cached == ["20000"])
    }

    @Test("is drawn in a workbook of long rows, too: streamed without, else with its figures")
    func streamed() throws {
        let sheets = [
            Samples.months([.inr]), Samples.texts((0...XLSXWriter.streamingRows).map(String.init)),
        ]
        for engine in [XLSXWriter.Engine.auto, .libxlsxwriter] {
            let path = scratch.path("\(engine).xlsx")
            _ = try XLSXWriter.write(Samples.workbook(sheets), to: path, engine: engine)
            guard let charts = try ChartReading.open(path),
                let kept = try self.charts(Samples.months([.inr]))
            else { return }
            #expect(charts.map(\.series).map(\.count) == [2])
            for (found, kept) in zip(charts[0].series, kept[0].series) {
                #expect(found.values == kept.values)
                #expect(found.categoryKind == "strRef")
                #expect(kept.categoryKind == "strRef")
                #expect(found.cached == (engine == .auto ? kept.cached : []))
            }
        }
    }

    @Test("goes on in a next tab, with that tab's rows") func continuation() throws {
        let sheet = Samples.days((1...10).map { Day(number: $0) })
        guard let charts = try charts(sheet, rowsPerSheet: 10) else { return }
        #expect(charts.map(\.tab) == [1, 2])
        #expect(
            charts.map(\.series[0].values) == ["'Days'!$B$4:$B$9", "'Days (2)'!$B$4:$B$7"])
    }
}
