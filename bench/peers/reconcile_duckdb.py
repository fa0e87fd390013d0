"""The matching of a month's payments in DuckDB: its own reader of PostgreSQL, decimals, hash joins.

The extension `postgres` reads by COPY in binary over several connections, each with a range of pages.

    python -m peers.reconcile_duckdb URL CLINIC FROM UNTIL ZONE OUT
"""

import importlib.util
from datetime import date, timedelta
from pathlib import Path

import duckdb

from peers.reconcile_common import AGREED_DAYS, BANK, GATEWAY, PAYOUT, task, write


def extension():
    """The extension's file, from the package that brings it."""
    folder = importlib.util.find_spec("duckdb_extension_postgres_scanner")
    [path] = Path(folder.submodule_search_locations[0]).glob("extensions/*/*.duckdb_extension")
    return path


READ = """
CREATE TEMP TABLE payment AS
SELECT id, status = 'captured' AS captured, currency, amount, gateway_reference AS reference
FROM pg.clinic.payment
WHERE clinic_id = {clinic} AND {received} AND method IN ('card', 'upi', 'wallet');
CREATE TEMP TABLE charge AS
SELECT id, gateway, status = 'captured' AS captured, created_at, currency, gross, fee, fee_tax, net,
    payout_id, reference
FROM pg.clinic.gateway_transaction
WHERE clinic_id = {clinic} AND {charged} AND kind = 'charge';
CREATE TEMP TABLE payout AS
SELECT id, created_at, (created_at AT TIME ZONE '{zone}')::date AS day, currency, amount, trace_id
FROM pg.clinic.payout
WHERE clinic_id = {clinic} AND {paid_out} AND status NOT IN ('failed', 'reversed');
CREATE TEMP TABLE bank AS
SELECT entry.id, account.currency, entry.amount, entry.reference
FROM pg.clinic.bank_entry AS entry
JOIN pg.clinic.bank_statement AS statement ON statement.id = entry.bank_statement_id
JOIN pg.clinic.bank_account AS account ON account.id = statement.bank_account_id
WHERE entry.clinic_id = {clinic} AND {booked};
CREATE TEMP TABLE fee AS SELECT * FROM pg.clinic.gateway_fee WHERE clinic_id = {clinic};
"""

# One query for each pair of sides: rows beyond the first of a reference are set apart, the first ones joined.
PAIRS = """
WITH more_left AS (
    SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY {left_key} ORDER BY id) AS place FROM {left}
        WHERE {left_key} IN (SELECT {left_key} FROM {left} GROUP BY 1 HAVING count(*) > 1)) WHERE place > 1
), more_right AS (
    SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY {right_key} ORDER BY id) AS place FROM {right}
        WHERE {right_key} IN (SELECT {right_key} FROM {right} GROUP BY 1 HAVING count(*) > 1)) WHERE place > 1
)
SELECT 'DUPLICATE_OURS', 'LEFT', id FROM more_left
UNION ALL SELECT 'DUPLICATE_THEIRS', 'RIGHT', id FROM more_right
UNION ALL SELECT CASE
        WHEN r.id IS NULL THEN '{no_right}' WHEN l.id IS NULL THEN 'MISSING_IN_LEDGER'
        WHEN {left_captured} <> {right_captured} THEN 'STATUS_MISMATCH'
        WHEN l.currency <> r.currency THEN 'CURRENCY_DIFFERENCE'
        ELSE 'AMOUNT_DIFFERENCE' END,
    CASE WHEN l.id IS NULL THEN 'RIGHT' ELSE 'LEFT' END, coalesce(l.id, r.id)
FROM (SELECT * FROM {left} ANTI JOIN more_left USING (id)) AS l
FULL JOIN (SELECT * FROM {right} ANTI JOIN more_right USING (id)) AS r ON r.{right_key} = l.{left_key}
WHERE l.id IS NULL AND {right_captured} OR r.id IS NULL AND {left_captured}
    OR {left_captured} <> {right_captured}
    OR {left_captured} AND {right_captured} AND (l.currency <> r.currency OR l.amount <> r.{right_amount})
"""

# A division would make floats; a product of decimals is exact.
FEES = """
SELECT charge.id FROM charge JOIN fee ON fee.gateway = charge.gateway
    AND (created_at AT TIME ZONE '{zone}')::date >= valid_from
    AND (valid_until IS NULL OR (created_at AT TIME ZONE '{zone}')::date < valid_until),
    LATERAL (SELECT least(round(gross * percent * 0.01, 2) + round(fixed, 2), gross) AS cost) AS agreed
WHERE captured AND currency = 'USD'
    AND (charge.fee <> cost OR charge.fee_tax <> round(cost * tax_percent * 0.01, 2))
"""

COMPOSITION = """
SELECT payout.id FROM payout
LEFT JOIN (SELECT payout_id, sum(net) AS net FROM charge WHERE captured GROUP BY payout_id) AS part
    ON part.payout_id = payout.id
WHERE amount <> coalesce(net, 0)
"""


def main():
    work = task()
    db = duckdb.connect()
    db.execute(f"LOAD '{extension()}'")
    db.execute(f"SET TimeZone = '{work.zone}'")
    db.execute(f"ATTACH '{work.session_url()}' AS pg (TYPE postgres, READ_ONLY)")
    instants = work.instants("created_at")
    db.execute(
        READ.format(
            clinic=work.clinic,
            received=work.days("received_on"),
            charged=instants,
            paid_out=instants,
            booked=work.days("booked_on"),
            zone=work.zone,
        )
    )
    write(work.out, breaks(db, work))


def breaks(db, work):
    gateway = PAIRS.format(
        left="payment", left_key="reference", right="charge", right_key="reference",
        right_amount="gross", left_captured="l.captured", right_captured="r.captured",
        no_right="MISSING_IN_GATEWAY",
    )  # fmt: skip
    for code, side, id in db.execute(gateway).fetchall():
        yield code, GATEWAY, f"{'payment' if side == 'LEFT' else 'gateway'}:{id}"
    for [id] in db.execute(FEES.format(zone=work.zone)).fetchall():
        yield "FEE_DIFFERENCE", PAYOUT, f"gateway:{id}"
    for [id] in db.execute(COMPOSITION).fetchall():
        yield "PAYOUT_COMPOSITION", PAYOUT, f"payout:{id}"
    # A line without a reference is of no group: it goes by itself.
    named = PAIRS.format(
        left="payout", left_key="trace_id", right="bank", right_key="reference",
        right_amount="amount", left_captured="true", right_captured="true", no_right="ABSENT",
    )  # fmt: skip
    days = dict(db.execute("SELECT id, day FROM payout").fetchall())
    for code, side, id in db.execute(named).fetchall():
        if code == "ABSENT":
            is_late = days[id] + timedelta(AGREED_DAYS) < date.fromisoformat(work.until)
            code = "MISSING_IN_BANK" if is_late else "IN_TRANSIT"
        yield code, BANK, f"{'payout' if side == 'LEFT' else 'bank'}:{id}"


main()
