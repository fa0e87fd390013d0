"""Writes the summary and the variances as a workbook and as CSV."""

import csv
from decimal import Decimal

import xlsxwriter

from peers.tax_rules import unit_of

SUMMARY = (
    "Tax code", "Component", "Valid from", "Currency", "Documents", "Lines", "Base", "Charged",
    "Recomputed", "Difference", "Credit notes: base", "Credit notes: tax",
)
VARIANCES = ("Document", "Line", "Tax code", "Currency", "Charged", "Recomputed", "Difference")


def summary_rows(result):
    """One row a code and set of rates, its components below it."""
    for key, sums in sorted(result.rows.items(), key=lambda item: tuple(map(str, item[0]))):
        currency, code, valid_from = key
        unit = unit_of(currency)
        counted, (base, charged, wanted, *credit) = sums[:2], sums[2:]
        money = [base, charged, wanted, charged - wanted, *credit]
        yield (code, None, valid_from, currency, *counted, *(m.quantize(unit) for m in money))
        for (owner, component), (charged, wanted) in result.components.items():
            if owner == key:
                money = (charged, wanted, charged - wanted)
                shown = (m.quantize(unit) for m in money)
                yield (code, component, valid_from, currency, None, None, None, *shown, None, None)


def variance_rows(result):
    for *words, charged, wanted, difference in result.variances:
        unit = unit_of(words[3])
        yield (*words, *(money.quantize(unit) for money in (charged, wanted, difference)))


def write_csv(stem, result):
    for name, header, rows in (
        ("summary", SUMMARY, summary_rows(result)),
        ("variances", VARIANCES, variance_rows(result)),
    ):
        with open(f"{stem}-{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)


def write_workbook(path, result, register):
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    look = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    write_sheet(book, look, "Summary", SUMMARY, summary_rows(result))
    write_sheet(book, look, "Variances", VARIANCES, variance_rows(result))
    register_header = ("Currency", "Documents", "Lines", "Net", "Tax")
    write_sheet(book, look, "Register", register_header, [row[:5] for row in register])
    book.close()


def write_sheet(book, look, name, header, rows):
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, 16)
    sheet.write_row(0, 0, header, look["head"])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif hasattr(value, "isoformat"):
                sheet.write_datetime(number, column, value, look["day"])
            else:
                is_money = isinstance(value, Decimal)
                sheet.write_number(number, column, value, look["money"] if is_money else None)
