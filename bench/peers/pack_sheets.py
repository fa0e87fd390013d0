"""Sheets as the pack has them, and how Python writes them: a workbook with tables, and a CSV file each.

Cells by the method of their kind and XlsxWriter in memory, since there are no tables in constant memory. For a
register of 7,000 rows constant memory took 5 % more CPU, `add_table(data=…)` 15 %, pandas' own `to_excel` 65 %.
"""

import csv
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

WIDTH = 14
EPOCH = datetime(1899, 12, 30)
DAY = EPOCH.date().toordinal()
RUN_AS_FORMULA = tuple("=+-@\t\r＝＋－＠")


@dataclass(frozen=True)
class Column:
    """A column; `digits` are those of money, and of a decimal where all have as many."""

    title: str
    kind: str = "text"
    digits: int = 0
    width: int = WIDTH
    is_totalled: bool = False

    def number_format(self):
        """As in the worker's workbooks; `None` for texts and flags."""
        if self.kind in ("integer", "decimal", "money"):
            plain = "#,##0" + ("." + "0" * self.digits if self.digits else "") + "_0"
            return f"{plain};[Red]-{plain}"
        return {"day": "yyyy-mm-dd", "instant": 'yyyy-mm-dd hh:mm:ss" UTC"'}.get(self.kind)


@dataclass
class Sheet:
    """A table: a list of values a column."""

    name: str
    slug: str
    title: str
    columns: list
    values: list
    notes: list = field(default_factory=list)

    @classmethod
    def of_rows(cls, name, slug, title, columns, rows):
        rows = list(rows)
        return cls(name, slug, title, columns, list(zip(*rows)) if rows else [()] * len(columns))

    def __len__(self):
        return len(self.values[0])

    def totals(self):
        """Sums by place of the column."""
        return {
            place: sum((value for value in self.values[place] if value is not None), Decimal(0))
            for place, column in enumerate(self.columns) if column.is_totalled
        }  # fmt: skip


# ---- CSV


def harmless(text):
    """Text that a spreadsheet would run gets a mark that it is text."""
    return "'" + text if text.lstrip(" ").startswith(RUN_AS_FORMULA) else text


def instant(value):
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"


def flag(value):
    return "true" if value else "false"


FORMS = {"text": harmless, "instant": instant, "boolean": flag, "decimal": "{:f}".format}


def spelt(column, values):
    """A column's fields."""
    form = FORMS.get(column.kind, str)
    if column.kind == "money":
        form = f"{{:.{column.digits}f}}".format
    return ["" if value is None else form(value) for value in values]


def write_csv(path, sheet):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([column.title for column in sheet.columns])
        writer.writerows(zip(*map(spelt, sheet.columns, sheet.values)))


# ---- XLSX


def write_workbook(path, sheets, title):
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    book.set_properties({"title": title})
    formats = {None: None}
    looks = {"title": book.add_format({"bold": True, "font_size": 14}), "head": book.add_format({"bold": True})}
    for number, sheet in enumerate(sheets):
        for column in sheet.columns:
            form = column.number_format()
            if form not in formats:
                formats[form] = book.add_format({"num_format": form})
        write_sheet(book.add_worksheet(sheet.name), sheet, formats, looks, number)
    book.close()


def write_sheet(tab, sheet, formats, looks, number):
    tab.write_string(0, 0, sheet.title, looks["title"])
    for line, note in enumerate(sheet.notes, start=1):
        tab.write_string(line, 0, note)
    head = len(sheet.notes) + 2
    tab.freeze_panes(head + 1, 0)
    tab.set_landscape()
    tab.repeat_rows(head)
    for place, (column, values) in enumerate(zip(sheet.columns, sheet.values)):
        tab.set_column(place, place, column.width)
        write_column(tab, head + 1, place, column, values, formats[column.number_format()])
    totals = sheet.totals()
    last = head + max(1, len(sheet)) + bool(totals)
    heads = [
        {"header": column.title, "header_format": looks["head"], "format": formats[column.number_format()]}
        | ({"total_function": "sum", "total_value": float(totals[place])} if place in totals else {})
        for place, column in enumerate(sheet.columns)
    ]
    if totals and 0 not in totals:
        heads[0]["total_string"] = "Total"
    tab.add_table(
        f"A{head + 1}:{xl_col_to_name(len(heads) - 1)}{last + 1}",
        {"columns": heads, "total_row": bool(totals), "name": f"Table{number}", "style": "Table Style Light 1"},
    )


def write_column(tab, row, place, column, values, look):
    """Typed cells, below each other."""
    if column.kind == "text":
        write, form = tab.write_string, None
    elif column.kind == "boolean":
        write, form = tab.write_boolean, None
    else:
        write = tab.write_number
        form = {"day": day_number, "instant": instant_number}.get(column.kind, float)
    for at, value in enumerate(values, start=row):
        if value is not None and value != "":
            write(at, place, value if form is None else form(value), look)


def day_number(value):
    return value.toordinal() - DAY


def instant_number(value):
    return (value.replace(tzinfo=None) - EPOCH).total_seconds() / 86400
