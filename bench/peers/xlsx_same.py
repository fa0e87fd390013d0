"""Says whether two workbooks say the same, cell by cell; the table is what stands below its titles.

    python -m peers.xlsx_same ONE OTHER FIRST-TITLE ROWS

Above the titles may stand what a reader is told, below the rows one row of totals. A day is no number, a
flag no text, and numbers are equal when they are the same double.
"""

import sys
from itertools import islice

from python_calamine import CalamineWorkbook


def table(path, title):
    """The rows from the titles on, of the first sheet that has them."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).iter_rows()
        for row in rows:
            if row and row[0] == title:
                yield row
                yield from rows
                return
    raise SystemExit(f"{path}: no row begins with {title}")


def is_same(one, other):
    """Whether values and their kinds are equal: to Python alone True is 1."""
    return one == other and [cell is True or cell is False for cell in one] == [
        cell is True or cell is False for cell in other
    ]


def main(one, other, title, count):
    count = int(count)
    left, right = table(one, title), table(other, title)
    titles = [cell for cell in next(left) if cell != ""]
    width = len(titles)
    if next(right)[:width] != titles:
        raise SystemExit(f"the titles differ from {titles}")
    number = 0
    for number, pair in enumerate(zip(islice(left, count), islice(right, count)), start=1):
        if not is_same(*(row[:width] for row in pair)):
            raise SystemExit(f"row {number} differs: {pair[0]} and {pair[1]}")
    beyond = [len(list(rows)) for rows in (left, right)]
    if number != count or max(beyond) > 1:
        raise SystemExit(f"{number} rows of {count}, and {beyond} below them")
    print(f"{count} rows of {width} cells are equal")


if __name__ == "__main__":
    main(*sys.argv[1:])
