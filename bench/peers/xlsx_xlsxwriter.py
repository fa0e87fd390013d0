"""XlsxWriter in constant memory: ADBC reads, each value goes to the method of its kind.

    python -m peers.xlsx_xlsxwriter URL CLINIC QUERY FILE
"""

import xlsxwriter

from peers.xlsx_common import FORMATS, WIDTHS, arguments, batches, force


def main():
    url, query, path = arguments()
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Lines")
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    row = 0
    for frame in batches(url, query):
        if row == 0:
            formats = [book.add_format({"num_format": FORMATS[n]}) if n in FORMATS else None for n in frame.columns]
            for column, name in enumerate(frame.columns):
                sheet.set_column(column, column, WIDTHS.get(name, 14))
                sheet.write_string(0, column, name, bold)
            number, string, boolean = sheet.write_number, sheet.write_string, sheet.write_boolean
            writers = [number, string, sheet.write_datetime, number, string, number, number, number, number, boolean]
        for values in frame.iter_rows():
            row += 1
            for column, value in enumerate(values):
                if value is not None:
                    writers[column](row, column, value, formats[column])
    sheet.autofilter(0, 0, row, len(formats) - 1)
    book.close()
    force(path)
    print(f"rows {row}")


if __name__ == "__main__":
    main()
