"""What the peers of `bench/run xlsx` share: the rows of a query as Arrow, and the columns' formats."""

import os
import sys

FORMATS = {
    "issue_date": "yyyy-mm-dd",
    "quantity": "#,##0.000",
    "unit_price": "#,##0.00",
    "net": "#,##0.00",
    "tax": "#,##0.00",
}
WIDTHS = {"id": 12, "number": 18, "issue_date": 12, "position": 10, "item": 30, "quantity": 12}
COLUMNS = (
    "id, number, issue_date, position, item, quantity::float8, unit_price::float8, net::float8, tax::float8, void"
)


def arguments():
    """The URL of a session of the clinic, the query with doubles in place of numerics, and the file."""
    url, clinic, query, path = sys.argv[1:]
    mark = "&" if "?" in url else "?"
    session = f"{url}{mark}options=-c%20evclinic.clinic%3D{clinic}"
    return session, f"SELECT {COLUMNS} FROM ({query}) AS lines", path


def batches(url, query):
    """The rows as polars frames as they come, by ADBC: COPY in binary."""
    import polars as pl
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        for batch in cursor.fetch_record_batch():
            yield pl.from_arrow(batch)


def force(path):
    """Puts the file on disk for good."""
    file = os.open(path, os.O_RDONLY)
    os.fsync(file)
    os.close(file)
