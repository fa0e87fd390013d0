"""rustpy-xlsxwriter, which is rust_xlsxwriter in constant memory: ADBC reads, rows stream.

    python -m peers.xlsx_rustpy URL CLINIC QUERY FILE
"""

from rustpy_xlsxwriter import FastExcel, Format

import polars as pl

from peers.xlsx_common import FORMATS, WIDTHS, arguments, batches, force


def main():
    url, query, path = arguments()
    frame = pl.concat(batches(url, query))
    formats = {name: Format().set_num_format(form) for name, form in FORMATS.items()}
    book = FastExcel(path).format(bold_headers=True).freeze(row=1)
    book.sheet("Lines", frame, column_widths=WIDTHS, column_formats=formats, autofilter=True).save()
    force(path)
    print(f"rows {len(frame)}")


if __name__ == "__main__":
    main()
