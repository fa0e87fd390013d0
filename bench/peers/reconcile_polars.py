"""The matching of a month's payments in polars: ADBC reads, minor units are made by the server, hash joins.

    python -m peers.reconcile_polars URL CLINIC FROM UNTIL ZONE OUT
"""

from datetime import date

import polars as pl

from peers.reconcile_common import tables, task, told, write


def frame(table):
    return pl.from_arrow(table)


def main():
    work = task()
    frames = {name: frame(table) for name, table in tables(work)}
    write(work.out, breaks(work, **frames))


def first_rows(frame, key):
    """The first row by id of each key and rows without one; and the rows beyond the first."""
    again = frame.filter(pl.col(key).is_duplicated() & pl.col(key).is_not_null())
    more = again.sort("id").filter(~pl.col(key).is_first_distinct())
    return frame.join(more.select("id"), on="id", how="anti") if len(more) else frame, more["id"]


def pairs(left, right):
    """Breaks of two sides with columns id, captured, currency, amount, key: (code, is it of the left, id)."""
    left, more_left = first_rows(left, "key")
    right, more_right = first_rows(right, "key")
    yield from (("DUPLICATE_OURS", True, id) for id in more_left)
    yield from (("DUPLICATE_THEIRS", False, id) for id in more_right)
    alone = left.filter(pl.col("captured")).join(right.select("key"), on="key", how="anti")
    yield from (("ABSENT", True, id) for id in alone["id"])
    alone = right.filter(pl.col("captured")).join(left.select("key"), on="key", how="anti")
    yield from (("MISSING_IN_LEDGER", False, id) for id in alone["id"])
    both = left.lazy().join(right.lazy(), on="key", how="inner").filter(
        (pl.col("captured") != pl.col("captured_right"))
        | pl.col("captured")
        & ((pl.col("currency") != pl.col("currency_right")) | (pl.col("amount") != pl.col("amount_right")))
    )
    code = (
        pl.when(pl.col("captured") != pl.col("captured_right"))
        .then(pl.lit("STATUS_MISMATCH"))
        .when(pl.col("currency") != pl.col("currency_right"))
        .then(pl.lit("CURRENCY_DIFFERENCE"))
        .otherwise(pl.lit("AMOUNT_DIFFERENCE"))
    )
    for code, id in both.select(code.alias("code"), "id").collect().iter_rows():
        yield code, True, id


def fee_differences(charge, fee):
    """Integers alone: percent in millionths, fixed in minor units, half up."""
    for terms in fee.iter_rows(named=True):
        until = terms["valid_until"] or date.max
        share = (pl.col("amount") * terms["percent"] + 50_000_000) // 100_000_000
        cost = pl.min_horizontal(share + terms["fixed"], pl.col("amount"))
        tax = (cost * terms["tax_percent"] + 50_000_000) // 100_000_000
        yield from charge.lazy().filter(
            pl.col("captured") & (pl.col("currency") == "USD")
            & (pl.col("gateway") == terms["gateway"])
            & (pl.col("day") >= terms["valid_from"]) & (pl.col("day") < until)
            & ((pl.col("fee") != cost) | (pl.col("fee_tax") != tax))
        ).select("id").collect()["id"]  # fmt: skip


def breaks(work, payment, charge, payout, bank, fee):
    parts = charge.lazy().filter(pl.col("captured")).group_by("payout_id").agg(pl.col("net").sum())
    whole = payout.lazy().join(parts, left_on="id", right_on="payout_id", how="left")
    wrong = whole.filter(pl.col("amount") != pl.col("net").fill_null(0)).collect()["id"]
    return told(
        work, pairs(payment, charge), fee_differences(charge, fee), wrong, pairs(payout, bank),
        dict(payout.select("id", "day").iter_rows()),
    )  # fmt: skip


main()
