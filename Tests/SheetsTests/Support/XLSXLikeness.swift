import Foundation
import TestSupport

/// What openpyxl and a parser of XML find different between two workbooks that should be alike.
enum XLSXLikeness {
    /// A cell as it was given, to be found again where it stands.
    struct Given: Encodable {
        /// From 1.
        let tab: Int
        let row: Int
        let column: Int
        let kind: String
        let value: String
    }

    /// A pair of files of one workbook, and what was put in them.
    struct Pair: Encodable {
        let one: String
        let other: String
        let given: [Given]
    }

    /// Differences, each with its place; none when every part is well-formed, every cell has the same
    /// value, type and style in both, tabs are set up alike, and each cell holds what was given.
    ///
    /// - Returns: `nil` where nothing can read them.
    static func differences(_ pairs: [Pair], in scratch: Scratch) throws -> [String]? {
        guard let python = Tool.python else { return nil }
        let path = scratch.path("pairs.json")
        try JSONEncoder().encode(pairs).write(to: URL(filePath: path))
        return try Tool.json(
            [String].self, python: python, script, path, "\(TestCluster.checkout)/bench/.venv")
    }

    private static let script = #"""
        import datetime, glob, json, re, sys, zipfile, openpyxl
        from xml.etree import ElementTree
        # A third reader, where the bench has installed it.
        sys.path += glob.glob(sys.argv[2] + "/lib/python3*/site-packages")
        try: from python_calamine import CalamineWorkbook
        except ImportError:
            CalamineWorkbook = None
            print("skipped: no python-calamine", file=sys.stderr)
        found = []
        main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        def shown(v):
            if not isinstance(v, str): return v
            return re.sub("_x(00[01][0-9A-F]|FFF[EF])_", lambda m: chr(int(m.group(1), 16)), v)
        def look(c):
            f, b, a = c.font, c.border, c.alignment
            sides = tuple((s.style, s.color and s.color.rgb) for s in (b.left, b.right, b.top, b.bottom))
            return (c.number_format, f.name, f.sz, f.b, f.i, f.u, f.color and f.color.rgb, c.fill.fill_type,
                    c.fill.fgColor.rgb, sides, a.horizontal, a.vertical, a.wrap_text, a.indent)
        def setup(s):
            rows = {n: (d.height, d.outlineLevel) for n, d in s.row_dimensions.items() if d.height or d.outlineLevel}
            return dict(title=s.title, size=s.dimensions, rows=rows,
                columns={n: (d.width, d.min, d.max) for n, d in s.column_dimensions.items()},
                frozen=s.freeze_panes, filter=s.auto_filter.ref, tables=[t.ref for t in s.tables.values()],
                repeated=s.print_title_rows, charts=len(s._charts), outline=s.sheet_format.outlineLevelRow,
                rules=[str(f.sqref) for f in s.conditional_formatting],
                links=[(h.ref, h.location) for h in s._hyperlinks])
        def value(c):
            # A long number without an exponent is a Python int; to a spreadsheet all are the same double.
            if type(c.value) is int: return float(c.value)
            # openpyxl undoes this escape of texts that are shared, and not of those that stand in their cell.
            return c.value.replace("x005F_", "") if isinstance(c.value, str) else c.value
        def holds(kind, given, v):
            if kind == "text": return given in (v, shown(v))
            if kind == "number": return not isinstance(v, (bool, str)) and v is not None and float(v) == float(given)
            if kind == "truth": return v is (given == "true")
            if kind == "nothing": return v is None
            if not isinstance(v, datetime.datetime): return False
            apart = v - datetime.datetime.fromisoformat(given)
            return abs(apart) <= datetime.timedelta(milliseconds=1)
        def isBulk(path):
            package = zipfile.ZipFile(path)
            return any(b"<c s=" in package.read(n) for n in package.namelist() if n.startswith("xl/worksheets/s"))
        for pair in json.load(open(sys.argv[1])):
            if isBulk(pair["one"]) or not isBulk(pair["other"]): found.append("both by one engine")
            for path in (pair["one"], pair["other"]):
                package = zipfile.ZipFile(path)
                if package.testzip(): found.append(path + ": " + package.testzip())
                for name in package.namelist():
                    if not name.endswith((".xml", ".rels")): continue
                    part = ElementTree.fromstring(package.read(name))
                    rows = [int(row.get("r")) for row in part.iter(main + "row")]
                    if rows != sorted(set(rows)): found.append(name + ": its rows are out of order")
                    for t in part.iter(main + "t"):
                        kept = "{http://www.w3.org/XML/1998/namespace}space" in t.attrib
                        if t.text != t.text.strip(" \t\n") and not kept: found.append(f"{name}: {t.text!r}")
            if CalamineWorkbook:
                one, other = (CalamineWorkbook.from_path(pair[n]) for n in ("one", "other"))
                for name in one.sheet_names:
                    left, right = (b.get_sheet_by_name(name).to_python() for b in (one, other))
                    for l, r in zip(left, right):
                        if [(type(v), v) for v in l] != [(type(v), v) for v in r]:
                            found.append(f"calamine, {name}: {l} | {r}")
                    if len(left) != len(right): found.append(f"calamine, {name}: {len(left)} | {len(right)} rows")
            for cached in (False, True):
                books = [openpyxl.load_workbook(pair[n], data_only=cached) for n in ("one", "other")]
                if books[0].sheetnames != books[1].sheetnames: found.append("names of tabs")
                for one, other in zip(*books):
                    if setup(one) != setup(other): found.append(f"{one.title}: {setup(one)} | {setup(other)}")
                    for left, right in zip(one.iter_rows(), other.iter_rows()):
                        for l, r in zip(left, right):
                            if (value(l), type(value(l)), l.data_type) != (value(r), type(value(r)), r.data_type):
                                found.append(f"{one.title} {l.coordinate}: {l.value!r} | {r.value!r}")
                            if look(l) != look(r): found.append(f"{one.title} {l.coordinate}: {look(l)} | {look(r)}")
                for g in pair["given"]:
                    cell = books[1].worksheets[g["tab"] - 1].cell(g["row"], g["column"])
                    if not holds(g["kind"], g["value"], value(cell)):
                        found.append(f"{cell.coordinate}: {cell.value!r} for {g['kind']} {g['value']!r}")
        print(json.dumps(found[:20]))
        """#
}
