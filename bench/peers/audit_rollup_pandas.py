"""The audit rollup of a month in pandas: ADBC reads, the server picks the amounts, pandas groups.

    python -m peers.audit_rollup_pandas URL CLINIC FROM UNTIL ZONE CURRENCY OUT

It checks no amount and looks up no currency: every row has a plain one, and the clinic's.
"""

import sys

import adbc_driver_postgresql.dbapi as adbc
import pandas as pd

ROWS = """
    SELECT (recorded_at AT TIME ZONE '{zone}')::date AS local_day, login, role, entity, action,
        ((coalesce((after ->> 'gross')::numeric, (after ->> 'amount')::numeric, 0)
        - coalesce((before ->> 'gross')::numeric, (before ->> 'amount')::numeric, 0)) * 100)::bigint AS minor
    FROM clinic.audit_log
    WHERE clinic_id = {clinic} AND recorded_at >= '{first}'::timestamp AT TIME ZONE '{zone}'
        AND recorded_at < '{until}'::timestamp AT TIME ZONE '{zone}'
"""
KEYS = ["local_day", "login", "role", "entity", "action"]


def main():
    url, clinic, first, until, zone, currency, out = sys.argv[1:]
    sql = ROWS.format(clinic=int(clinic), first=first, until=until, zone=zone)
    with adbc.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT set_config('evclinic.clinic', '{int(clinic)}', false)")
        cursor.fetchall()
        cursor.execute(sql)
        rows = cursor.fetch_arrow_table().to_pandas(types_mapper=pd.ArrowDtype, self_destruct=True)
    groups = rows.groupby(KEYS, sort=True)["minor"].agg(["size", "sum"]).reset_index()
    with open(out, "w") as file:
        for row in groups.itertuples(index=False):
            sign, minor = "-" if row[6] < 0 else "", abs(int(row[6]))
            money = f"{sign}{minor // 100}.{minor % 100:02}"
            print(clinic, *row[:5], currency, row[5], money, 0, sep="|", file=file)


main()
