import TestSupport

/// What stands in the parts of a workbook that its charts are made of.
struct ChartReading: Decodable, Equatable {
    struct Series: Decodable, Equatable {
        let name: String
        let categories: String
        /// `strRef` for words, `numRef` for numbers and days.
        let categoryKind: String
        let values: String
        /// What the writer keeps of the values, so that a reader need not look at the cells.
        let cached: [String]
        let paint: String
    }

    let kind: String
    let grouping: String
    let title: String
    let axes: [String]
    /// How far the title of the axis at the side is turned, in 60,000ths of a degree.
    let turn: String?
    let formats: [String]
    /// Where the axis at the side begins, and where it ends; `nil` leaves it to the reader.
    let bounds: [String?]
    let series: [Series]
    let hasLegend: Bool
    /// The tab it stands in, counted from 1, and the row and column of its upper left corner,
    /// counted from 0.
    let tab: Int
    let corner: [Int]
    let description: String
    /// Pages down that its tab is printed on, where that is told; 0 for as many as it takes.
    let pagesDown: Int?
    /// The per cent to which its tab is printed, where that is told.
    let scale: Int?
    /// The rows, counted from 1, behind which its tab begins a new page.
    let breaks: [Int]

    /// Reads the charts of a workbook in the order of their parts.
    static func open(_ path: String) throws -> [ChartReading]? {
        guard let python = Tool.python else { return nil }
        return try Tool.json([ChartReading].self, python: python, script, path)
    }

    private static let script = #"""
        import json, re, sys, zipfile
        from xml.etree import ElementTree as xml
        book = zipfile.ZipFile(sys.argv[1])
        names = book.namelist()
        main = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
        c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
        d = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
        relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        s = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        def part(name): return xml.fromstring(book.read(name))
        def targets(name):
            return {r.get("Id"): r.get("Target").split("/")[-1] for r in part(name)}
        def words(node): return "".join(t.text for t in node.iter(main + "t"))
        def numbers(page, path, key):
            return [int(n.get(key)) for n in page.iterfind(path.replace("s:", s)) if n.get(key)]
        places = {}
        for name in names:
            tab = re.fullmatch(r"xl/worksheets/_rels/sheet(\d+).xml.rels", name)
            for drawing in targets(name).values() if tab else []:
                if not drawing.startswith("drawing"): continue
                charts = targets(f"xl/drawings/_rels/{drawing}.rels")
                for anchor in part(f"xl/drawings/{drawing}"):
                    corner = anchor.find(d + "from")
                    chart = next(anchor.iter(c + "chart")).get(relation)
                    page = part(f"xl/worksheets/sheet{tab[1]}.xml")
                    fits = page.find(f"{s}sheetPr/{s}pageSetUpPr") is not None
                    places[charts[chart]] = dict(
                        pagesDown=(numbers(page, "s:pageSetup", "fitToHeight") + [1])[0]
                        if fits else None,
                        scale=(numbers(page, "s:pageSetup", "scale") + [None])[0],
                        breaks=numbers(page, "s:rowBreaks/s:brk", "id"),
                        tab=int(tab[1]), description=next(anchor.iter(d + "cNvPr")).get("descr"),
                        corner=[int(corner.find(d + k).text) for k in ("row", "col")])
        found = []
        for number in range(1, 1 + sum(n.startswith("xl/charts/chart") for n in names)):
            chart = part(f"xl/charts/chart{number}.xml").find(c + "chart")
            plot = chart.find(c + "plotArea")
            drawn = next(n for n in plot if n.tag.endswith("Chart"))
            axes = [plot.find(c + k) for k in ("catAx", "valAx")]
            found.append(dict(
                kind=drawn.tag[len(c):], grouping=drawn.find(c + "grouping").get("val"),
                title=words(chart.find(c + "title")),
                axes=[words(a.find(c + "title")) for a in axes],
                turn=next(axes[1].find(c + "title").iter(main + "bodyPr")).get("rot"),
                formats=[n.get("formatCode") for a in axes for n in a.findall(c + "numFmt")],
                bounds=[None if n is None else n.get("val") for n in (
                    axes[1].find(c + "scaling").find(c + k) for k in ("min", "max"))],
                hasLegend=chart.find(c + "legend") is not None,
                series=[dict(
                    name=r.find(c + "tx").find(f".//{c}f").text,
                    categoryKind=r.find(c + "cat")[0].tag[len(c):],
                    categories=r.find(c + "cat").find(f".//{c}f").text,
                    values=r.find(c + "val").find(f".//{c}f").text,
                    cached=[v.text for v in r.find(c + "val").iter(c + "v")],
                    paint=next(r.find(c + "spPr").iter(main + "srgbClr")).get("val"),
                ) for r in drawn.findall(c + "ser")], **places[f"chart{number}.xml"]))
        print(json.dumps(found))
        """#
}
