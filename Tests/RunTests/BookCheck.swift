import TestSupport

/// Holds a run's workbook against its CSVs and against LibreOffice, by programs that are no part of us.
enum BookCheck {
    /// What was compared, and where two differ.
    struct Found: Decodable {
        let cells: Int
        let formulas: Int
        let odd: [String]
        /// Every text of the workbook's tables, by sheet and column.
        let texts: [String: [String]]
    }

    /// Compares; `nil` with a line that says why where a program lacks.
    ///
    /// - Parameters:
    ///   - receipt: of a run with a workbook and CSVs.
    ///   - folder: for what is made on the way.
    /// - Returns: what was found.
    /// - Throws: what a program said.
    static func compare(_ receipt: PrintedReceipt, in folder: String) throws -> Found? {
        guard let python = Tool.python, let book = receipt.file(".xlsx") else { return nil }
        guard Tool.hasOffice else {
            print("skipped: no soffice")
            return nil
        }
        let again = "\(folder)/again-\(receipt.run)"
        try LibreOffice.recalculate(book.path, to: again, python: python)
        let registers = receipt.files.map(\.path).filter { $0.hasSuffix(".csv") }
        return try Tool.json(
            Found.self, python: python, script,
            ([book.path, "\(again)/bare.xlsx"] + registers).joined(separator: "\n"))
    }

    /// Every CSV's rows must stand in its tab in order; other rows of a tab are headings or totals.
    private static let script = #"""
        import csv, datetime, json, re, sys
        from decimal import Decimal
        import openpyxl
        from openpyxl.utils.escape import unescape

        path, bare, *registers = sys.argv[1].split("\n")
        formulas = openpyxl.load_workbook(path)
        cached = openpyxl.load_workbook(path, data_only=True)
        again = openpyxl.load_workbook(bare, data_only=True)
        odd, texts, cells, counted = [], {}, 0, 0

        def spelt(value, text):
            """Whether a cell's value is what the CSV says."""
            if value is None:
                return text == ""
            if isinstance(value, bool):
                return text == ("true" if value else "false")
            if isinstance(value, (int, float)):
                return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None and float(text) == value
            if isinstance(value, datetime.datetime):
                days = len(text) == 10
                shown = value.strftime("%Y-%m-%d" if days else "%Y-%m-%dT%H:%M:%S")
                return shown == text[:10 if days else 19]
            # What the writer escaped, as Excel reads it; openpyxl leaves that alone.
            plain = unescape(value)
            plain = plain.replace("\r\n", "\n") if "\r" not in text else plain
            if plain.lstrip(" ")[:1] in tuple("=+-@\t\r＝＋－＠"):
                return text == "'" + plain
            return text == plain or text == "'" + plain

        tabs = [name for name in formulas.sheetnames if name != "About"]
        if len(tabs) != len(registers):
            odd.append(f"{len(tabs)} tabs, {len(registers)} registers")
        for name, register in zip(tabs, registers):
            with open(register, newline="", encoding="utf-8") as file:
                header, *rows = list(csv.reader(file))
            sheet = cached[name]
            lines = [[cell.value for cell in line[: len(header)]] for line in sheet.iter_rows()]
            starts = [i for i, line in enumerate(lines) if line == header]
            if not starts:
                odd.append(f"{name}: no header")
                continue
            place, top = 0, starts[0] + 1
            for number, line in enumerate(lines[top:], top + 1):
                if place < len(rows) and all(map(spelt, line, rows[place])):
                    for title, value in zip(header, line):
                        if isinstance(value, str):
                            texts.setdefault(f"{name}: {title}", []).append(unescape(value))
                    place, cells = place + 1, cells + len(header)
                elif any(value is not None for value in line[1:]) and "Total" not in line:
                    wanted = rows[place] if place < len(rows) else "the end"
                    odd.append(f"{name}, row {number}: {line} for {wanted}")
                    break
            if place < len(rows) and not odd:
                odd.append(f"{name}: {len(rows) - place} rows lack")
            for line in formulas[name].iter_rows():
                for cell in line:
                    one, two = sheet[cell.coordinate].value, again[name][cell.coordinate].value
                    if cell.data_type == "f":
                        counted += 1
                        if not isinstance(one, (int, float)) or round(one - (two or 0), 4) != 0:
                            odd.append(f"{name}!{cell.coordinate}: {one}, computed {two}")
                        if not re.match(r"=(SUBTOTAL|SUMIFS)\(", cell.value):
                            odd.append(f"{name}!{cell.coordinate}: {cell.value} is a formula")
                    elif one != two and not isinstance(one, str) and (one or two) is not None:
                        odd.append(f"{name}!{cell.coordinate}: {one}, opened as {two}")
        print(json.dumps(dict(cells=cells, formulas=counted, odd=odd[:20], texts=texts)))
        """#
}
