"""xlsxturbo, which is rust_xlsxwriter under a data frame, in constant memory: ADBC reads.

    python -m peers.xlsx_turbo URL CLINIC QUERY FILE
"""

import warnings

import polars as pl
import xlsxturbo

from peers.xlsx_common import FORMATS, WIDTHS, arguments, batches, force


def main():
    url, query, path = arguments()
    frame = pl.concat(batches(url, query))
    # It says what constant memory does without.
    warnings.simplefilter("ignore")
    xlsxturbo.df_to_xlsx(
        frame,
        path,
        sheet_name="Lines",
        freeze_panes=True,
        autofilter=True,
        column_widths={frame.columns.index(name): width for name, width in WIDTHS.items()},
        header_format={"bold": True},
        column_formats={name: {"num_format": form} for name, form in FORMATS.items()},
        constant_memory=True,
    )
    force(path)
    print(f"rows {len(frame)}")


if __name__ == "__main__":
    main()
