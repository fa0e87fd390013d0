"""The statements that the worker itself runs, taken from its source so that they cannot differ."""

import re
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "Sources"

_CASE = re.compile(r'case (\w+) = """\n(.*?)\n\s*"""', re.DOTALL)
_PARAMETER = re.compile(r"\$(\d+)")


def statements(file):
    """The SQL of each case of a `Statement` enum, by its name."""
    found = dict(_CASE.findall((SOURCES / file).read_text()))
    if not found:
        raise SystemExit(f"bench: {file} holds no statement; see harness/statements.py")
    return found


def bound(sql, *literals):
    """A statement with SQL literals in place of $1, $2, …, as COPY needs it."""
    return _PARAMETER.sub(lambda match: literals[int(match[1]) - 1], sql)


def tax_queries(clinic, first, until, zone="UTC", currency="USD"):
    """What the job `tax-reconciliation` reads from a replica, in its order."""
    known = statements("Repositories/TaxRepository+SQL.swift")
    known |= statements("Repositories/TaxPaymentRepository+SQL.swift")
    literals = (f"'{int(clinic)}'::int8", f"'{first}'::date", f"'{until}'::date")
    none = ("'{}'::bigint[]",) * 4
    names = ("codes", "rates", "policies", "late", "register", "earlier", "documents", "advances")
    names += ("credits", "moves", "months")
    more = {"late": (f"'{zone}'::text",), "advances": (f"'{currency}'::text",)}
    more["months"] = (*none[:2], "'{}'::text[]")
    return {name: bound(known[name], *literals, *more.get(name, none)) for name in names}


def reconcile_queries(clinic, first, until, zone):
    """The rows that the job `billing-reconciliation` matches, in its order, where nothing is open."""
    known = statements("Repositories/BillingRepository+SQL.swift")
    literals = (f"'{int(clinic)}'::int8", f"'{first}'::date", f"'{until}'::date")
    literals += ("'{}'::bigint[]", f"'{zone}'::text")
    names = ("payouts", "payments", "transactions", "bankEntries")
    return {name: bound(known[name], *literals) for name in names}
