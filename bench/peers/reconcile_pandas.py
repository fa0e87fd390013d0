"""The matching of a month's payments in pandas: ADBC reads, minor units are made by the server, merges.

    python -m peers.reconcile_pandas URL CLINIC FROM UNTIL ZONE OUT
"""

import pandas as pd

from peers.reconcile_common import tables, task, told, write


def frame(table):
    return table.to_pandas(
        types_mapper=pd.ArrowDtype, split_blocks=True, self_destruct=True
    )


def main():
    work = task()
    frames = {name: frame(table) for name, table in tables(work)}
    write(work.out, breaks(work, **frames))


def first_rows(frame):
    """The first row by id of each key and rows without one; and the ids of the rows beyond the first."""
    again = frame[frame["key"].duplicated(keep=False) & frame["key"].notna()].sort_values("id")
    more = again[again["key"].duplicated()]
    return frame.drop(more.index), more["id"]


def pairs(left, right):
    """Breaks of two sides with columns id, captured, currency, amount, key: (code, is it of the left, id)."""
    left, more_left = first_rows(left)
    right, more_right = first_rows(right)
    yield from (("DUPLICATE_OURS", True, id) for id in more_left)
    yield from (("DUPLICATE_THEIRS", False, id) for id in more_right)
    columns = ["id", "captured", "currency", "amount", "key"]
    yield from (("MISSING_IN_LEDGER", False, id) for id in right[right["key"].isna()]["id"])
    both = left[columns].merge(
        right[right["key"].notna()][columns], on="key", how="outer", suffixes=("", "_right"), indicator=True
    )
    alone = both[(both["_merge"] == "left_only") & both["captured"].eq(True)]
    yield from (("ABSENT", True, int(id)) for id in alone["id"])
    alone = both[(both["_merge"] == "right_only") & both["captured_right"].eq(True)]
    yield from (("MISSING_IN_LEDGER", False, int(id)) for id in alone["id_right"])
    both = both[both["_merge"] == "both"]
    is_other = both["captured"] != both["captured_right"]
    moved = ~is_other & both["captured"].eq(True)
    is_foreign = moved & (both["currency"] != both["currency_right"])
    is_unequal = moved & ~is_foreign & (both["amount"] != both["amount_right"])
    yield from (("STATUS_MISMATCH", True, int(id)) for id in both[is_other]["id"])
    yield from (("CURRENCY_DIFFERENCE", True, int(id)) for id in both[is_foreign]["id"])
    yield from (("AMOUNT_DIFFERENCE", True, int(id)) for id in both[is_unequal]["id"])


def fee_differences(charge, fee, currency):
    """Integers alone: percent in millionths, fixed in minor units, half up."""
    for terms in fee.itertuples():
        of_terms = (
            charge["captured"] & (charge["currency"] == currency) & (charge["gateway"] == terms.gateway)
            & (charge["day"] >= terms.valid_from)
        )  # fmt: skip
        if not pd.isna(terms.valid_until):
            of_terms &= charge["day"] < terms.valid_until
        rows = charge[of_terms]
        share = (rows["amount"] * terms.percent + 50_000_000) // 100_000_000
        cost = (share + terms.fixed).clip(upper=rows["amount"])
        tax = (cost * terms.tax_percent + 50_000_000) // 100_000_000
        yield from rows[(rows["fee"] != cost) | (rows["fee_tax"] != tax)]["id"]


def breaks(work, payment, charge, payout, bank, fee):
    parts = charge[charge["captured"]].groupby("payout_id")["net"].sum()
    net = parts.reindex(payout["id"], fill_value=0).to_numpy()
    return told(
        work, pairs(payment, charge), fee_differences(charge, fee, work.currency),
        payout[payout["amount"].to_numpy() != net]["id"], pairs(payout, bank),
        dict(zip(payout["id"], payout["day"])),
    )  # fmt: skip


if __name__ == "__main__":
    main()
