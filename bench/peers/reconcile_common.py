"""What the three peers of `bench/run reconcile` share: the statements, the names, and how the list of breaks is written.

Each reads the rows of one clinic and month from a replica by the fastest way that it has, joins them, and writes the list of
breaks; harness/section_reconcile.py compares that list with the worker's, item by item. No float touches money.
"""

import csv
import sys
from dataclasses import dataclass
from datetime import date, timedelta

GATEWAY = "Books and gateway"
PAYOUT = "Gateway's rows and payouts"
BANK = "Books and bank"
AGREED_DAYS = 7
HEADER = ("Result", "Link", "Item")


@dataclass(frozen=True)
class Task:
    """What the command line says."""

    url: str
    clinic: int
    first: str
    until: str
    zone: str
    out: str = ""
    currency: str = "USD"
    digits: int = 2

    def instants(self, column):
        """Rows whose instant lies in the local period."""
        return (
            f"{column} >= '{self.first}'::timestamp AT TIME ZONE '{self.zone}' "
            f"AND {column} < '{self.until}'::timestamp AT TIME ZONE '{self.zone}'"
        )

    def days(self, column):
        return f"{column} >= '{self.first}' AND {column} < '{self.until}'"

    def session_url(self):
        """The URL of sessions of the clinic, as row-level security wants them."""
        mark = "&" if "?" in self.url else "?"
        return f"{self.url}{mark}options=-c%20evclinic.clinic%3D{self.clinic}"


def task():
    url, clinic, first, until, zone, out = sys.argv[1:]
    return Task(url, int(clinic), first, until, zone, out)


def tables(work):
    """The rows as Arrow tables, by ADBC: of ConnectorX (binary, CSV, two partitions) and ADBC the one that took least."""
    # Not above, as it brings polars with it: who reads by other ways does not pay for that.
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(work.session_url()) as connection, connection.cursor() as cursor:
        for name, query in queries(work).items():
            cursor.execute(query)
            yield name, cursor.fetch_arrow_table()


def write(path, breaks):
    """Breaks as (code, link, item), one a row."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        rows.writerows(sorted(breaks))


def told(work, charges, fees, composition, banks, days):
    """Breaks under the job's words.

    Charges and banks are (code, is ours, id) by their key; fees and composition are ids; days are of payouts.
    """
    for code, is_ours, id in charges:
        code = "MISSING_IN_GATEWAY" if code == "ABSENT" else code
        yield code, GATEWAY, f"{'payment' if is_ours else 'gateway'}:{id}"
    for id in fees:
        yield "FEE_DIFFERENCE", PAYOUT, f"gateway:{id}"
    for id in composition:
        yield "PAYOUT_COMPOSITION", PAYOUT, f"payout:{id}"
    for code, is_ours, id in banks:
        if code == "ABSENT":
            is_late = days[id] + timedelta(AGREED_DAYS) < date.fromisoformat(work.until)
            code = "MISSING_IN_BANK" if is_late else "IN_TRANSIT"
        yield code, BANK, f"{'payout' if is_ours else 'bank'}:{id}"


def queries(work):
    """Both sides as integers of minor units, for readers that would make floats or texts of decimals."""
    unit = 10**work.digits
    return {
        "payment": f"""
            SELECT id, status = 'captured' AS captured, currency::text AS currency,
                (amount * {unit})::bigint AS amount, gateway_reference AS key
            FROM clinic.payment
            WHERE clinic_id = {work.clinic} AND {work.days("received_on")}
                AND method IN ('card', 'upi', 'wallet')
            """,
        "charge": f"""
            SELECT id, gateway, status = 'captured' AS captured,
                (created_at AT TIME ZONE '{work.zone}')::date AS day, currency::text AS currency,
                (gross * {unit})::bigint AS amount, (fee * {unit})::bigint AS fee,
                (fee_tax * {unit})::bigint AS fee_tax, (net * {unit})::bigint AS net,
                payout_id, reference AS key
            FROM clinic.gateway_transaction
            WHERE clinic_id = {work.clinic} AND {work.instants("created_at")} AND kind = 'charge'
            """,
        "payout": f"""
            SELECT id, true AS captured, (created_at AT TIME ZONE '{work.zone}')::date AS day,
                currency::text AS currency, (amount * {unit})::bigint AS amount, trace_id AS key
            FROM clinic.payout
            WHERE clinic_id = {work.clinic} AND {work.instants("created_at")}
                AND status NOT IN ('failed', 'reversed')
            """,
        "bank": f"""
            SELECT entry.id, true AS captured, account.currency::text AS currency,
                (entry.amount * {unit})::bigint AS amount, entry.reference AS key
            FROM clinic.bank_entry AS entry
            JOIN clinic.bank_statement AS statement ON statement.clinic_id = entry.clinic_id
                AND statement.id = entry.bank_statement_id
            JOIN clinic.bank_account AS account ON account.clinic_id = entry.clinic_id
                AND account.id = statement.bank_account_id
            WHERE entry.clinic_id = {work.clinic} AND {work.days("entry.booked_on")}
            """,
        "fee": f"""
            SELECT gateway, valid_from, valid_until, (percent * 1000000)::bigint AS percent,
                (fixed * {unit})::bigint AS fixed, (tax_percent * 1000000)::bigint AS tax_percent
            FROM clinic.gateway_fee WHERE clinic_id = {work.clinic}
            """,
    }
