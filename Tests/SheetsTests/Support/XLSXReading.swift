import TestSupport

/// What openpyxl finds in a workbook.
struct XLSXReading: Decodable {
    struct Tab: Decodable {
        let title: String
        let rows: [[Value]]
        let formats: [String: String]
        let types: [String: String]
        let links: [String: String]
        let tables: [String]
        /// How many charts stand in it.
        let charts: Int
        /// Ranges with a scale of colours, each `B5:H28 0 FFFFFFFF max FFE8A33D`.
        let shades: [String]
        let frozen: String?
        let repeated: String?
        let gridlines: Bool
    }

    /// A number, a text, or nothing; dates come as text.
    enum Value: Decodable, Equatable {
        case nothing
        case number(Double)
        case text(String)
        case truth(Bool)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .nothing
            } else if let truth = try? value.decode(Bool.self) {
                self = .truth(truth)
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try value.decode(String.self))
            }
        }
    }

    let created: String
    let tabs: [Tab]

    /// Reads a workbook: formulas, or with `cached` the values that stand beside them.
    static func open(_ path: String, cached: Bool = false) throws -> XLSXReading? {
        guard let python = Tool.python else { return nil }
        return try Tool.json(
            XLSXReading.self, python: python, script, path, cached ? "cached" : "formulas")
    }

    /// openpyxl undoes `_x005F_` alone, so the escapes of controls are undone here.
    private static let script = #"""
        import json, re, sys, openpyxl
        book = openpyxl.load_workbook(sys.argv[1], data_only=sys.argv[2] == "cached")
        def shown(v):
            if v is None or isinstance(v, (bool, int, float)): return v
            if not isinstance(v, str): return v.isoformat()
            return re.sub("_x(00[01][0-9A-F]|FFF[EF])_", lambda m: chr(int(m.group(1), 16)), v)
        tabs = []
        for s in book:
            cells = [c for row in s.iter_rows() for c in row]
            tabs.append(dict(
                title=s.title, rows=[[shown(c.value) for c in row] for row in s.iter_rows()],
                formats={c.coordinate: c.number_format for c in cells},
                types={c.coordinate: c.data_type for c in cells if c.value is not None},
                links={c.coordinate: c.hyperlink.location for c in cells if c.hyperlink},
                tables=[t.ref for t in s.tables.values()], charts=len(s._charts),
                shades=[" ".join([str(f.sqref)] + [w for c, k in zip(r.colorScale.cfvo, r.colorScale.color)
                    for w in (("0" if c.type == "num" and float(c.val) == 0 else c.type), k.rgb)])
                    for f in s.conditional_formatting for r in f.rules if r.colorScale],
                frozen=s.freeze_panes, repeated=s.print_title_rows,
                gridlines=s.sheet_view.showGridLines is not False))
        print(json.dumps(dict(created=book.properties.created.isoformat(), tabs=tabs)))
        """#
}
