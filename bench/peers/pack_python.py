"""The job `monthly-pack` as a Python script: psycopg2, pandas, decimal, XlsxWriter; clinic after clinic.

For each clinic, in one REPEATABLE READ snapshot: the templates' queries and ties, the tax recomputed line by line
(tax_reconcile.py), payments matched with gateway and bank (reconcile_pandas.py), the database's own sums; then one
workbook with the same sheets, columns, formats and totals, and a CSV file a sheet. It does less than the worker: no
reasons of a variance, no cash basis, no refunds, disputes, slips, or matching by narration, amount or subset, no items
carried on, no conditional formats and charts, no record on the primary, no manifest, no hash, no fsync.

    python -m peers.pack_python URL 2026-10 FOLDER
"""

import gc
import hmac
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import psycopg2
import yaml

from harness.pack_statements import TEMPLATES, Clinic, billing_queries, template_queries
from harness.statements import tax_queries
from peers.pack_sheets import Column, Sheet, write_csv, write_workbook
from peers.reconcile_common import Task
from peers.reconcile_common import queries as matched_queries
from peers.reconcile_pandas import breaks
from peers.tax_reconcile import bounds, reconcile, rows_of
from peers.tax_report import SUMMARY, VARIANCES, summary_rows, variance_rows
from peers.tax_rules import DIGITS

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# What stands in columns of these titles, on the sheets that are no template's; elsewhere texts.
KINDS = {
    "money": (
        "Base", "Charged", "Recomputed", "Difference", "Credit notes: base", "Credit notes: tax", "Net", "Tax",
        "Invoices: base", "Invoices: tax", "Return: base", "Return: tax", "This side", "Other side", "Amount",
        "Opening", "Closing", "Invoices", "Credit notes", "Allocations", "Reversals", "Write-offs", "Prior period",
        "Invoice by invoice", "Entries", "Cut-off",
    ),
    "integer": ("Documents", "Lines", "Line", "Items", "Variances", "Sequence"),
    "day": ("Valid from", "Month", "From", "Until"),
}  # fmt: skip
KINDS = {title: kind for kind, titles in KINDS.items() for title in titles}


@cache
def template(name):
    """A template's sheet, read once."""
    return yaml.safe_load((TEMPLATES / name / "sheet.yaml").read_text())


def digits_of(currency):
    return DIGITS.get(currency, 2)


class Pack:
    """One clinic's pack, from its snapshot to its files."""

    def __init__(self, connection, clinic, key, first, until):
        self.connection = connection
        self.clinic = clinic
        self.first = first
        self.until = until
        self.digits = digits_of(clinic.currency)
        self.pseudonym = cache(lambda kind, number: pseudonym(key, clinic.id, kind, number))
        self.ties = []

    def sheets(self):
        """All sheets but the certificate and what is said about the run, in the order of the job."""
        return [*self.tax(), *self.templates(), *self.billing()]

    def frame(self, sql, dtype=object):
        """A statement's rows; as they are unless told otherwise, since guessing types costs and would change them."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            names = [column.name for column in cursor.description]
            return pd.DataFrame(cursor.fetchall(), columns=names, dtype=dtype)

    def table(self, name, slug, title, titles, rows):
        """A sheet whose columns are known by their titles."""
        kinds = [KINDS.get(title, "text") for title in titles]
        columns = [
            Column(title, kind, self.digits if kind == "money" else 0) for title, kind in zip(titles, kinds)
        ]
        return Sheet.of_rows(name, slug, title, columns, rows)

    # ---- templates

    def templates(self):
        for name, (query, *ties) in template_queries(self.clinic, self.first, self.until).items():
            sheet = template(name)
            frame = self.frame(query)
            if set(frame["clinic_id"]) - {self.clinic.id}:
                raise SystemExit(f"{name}: a row of another clinic")
            controls = self.frame(ties[0]) if ties else None
            money = sheet.get("currency")
            found = [] if money is None else sorted(set(frame[money]) - {self.clinic.currency})
            for currency in (self.clinic.currency, *found):
                part = frame if money is None or not found else frame[frame[money] == currency]
                shown = self.template_sheet(name, sheet, part, currency)
                self.tie(sheet, shown, controls, currency)
                yield shown

    def template_sheet(self, name, sheet, frame, currency):
        columns, values = [], []
        for column in sheet["columns"]:
            kind = column["type"]
            known = frame[column["column"]].tolist()
            if "pseudonym_of" in column:
                known = self.named(known, frame, column["pseudonym_of"])
            digits = digits_of(currency) if kind == "money" else most_digits(known) if kind == "decimal" else 0
            width = column.get("width", 14)
            columns.append(Column(column["title"], kind, digits, width, column.get("total", False)))
            values.append(known)
        is_other = currency != self.clinic.currency
        tab = f"{sheet['sheet']} {currency}" if is_other else sheet["sheet"]
        slug = f"{name}-{currency.lower()}" if is_other else name
        return Sheet(tab, slug, sheet["title"], columns, values, sheet.get("notes", []))

    def named(self, known, frame, persons):
        """Pseudonyms where no name stands: of the first of the persons that is known."""
        numbers = [frame[name].tolist() for name in persons]
        named = []
        for value, *of_row in zip(known, *numbers):
            if value is None:
                for kind, number in zip(persons, of_row):
                    if number is not None:
                        value = self.pseudonym(kind, number)
                        break
            named.append(value)
        return named

    def tie(self, sheet, shown, controls, currency):
        totalled = (column["column"] for column in sheet["columns"] if column.get("total"))
        totals = dict(zip(totalled, shown.totals().values()))
        for column, words in (sheet.get("ties") or {}).items():
            of_currency = controls
            if sheet.get("currency") and len(controls):
                of_currency = controls[controls[sheet["currency"]] == currency]
            other = sum(of_currency[column].tolist())
            mine = len(shown) if column == "rows" else totals[column]
            self.tied(f"{sheet['title']}: {words} ({currency})", mine, other)

    def tied(self, words, mine, other):
        mine, other = Decimal(mine), Decimal(other)
        self.ties.append((words, mine, other, mine - other, "PASS" if mine == other else "FAIL"))

    # ---- tax

    def tax(self):
        clinic = self.clinic
        queries = tax_queries(clinic.id, self.first, self.until, clinic.zone, clinic.currency)
        result, register, others = reconcile(self.connection, queries, clinic.prices_include_tax)
        summary = list(summary_rows(result))
        variances = list(variance_rows(result))
        lines = sum(row[1] for row in result.rows.values())
        self.tied("Lines in the register = lines read", sum(row[2] for row in register), lines)
        net, tax = (sum(row[place] for row in result.rows.values()) for place in (2, 3))
        self.tied("Net of the register = net of the lines", sum((row[3] for row in register), Decimal(0)), net)
        self.tied("Tax of the register = tax of the lines", sum((row[4] for row in register), Decimal(0)), tax)
        months = [(month, currency, count, *sums) for month, currency, count, *sums in others["months"]]
        yield self.table(
            "Tax return", "tax-return", "Tax return",
            ("Tax code", "Valid from", "Currency", "Invoices: base", "Invoices: tax", "Credit notes: base",
             "Credit notes: tax", "Return: base", "Return: tax"),
            ((row[0], row[2], row[3], row[6] - row[10], row[7] - row[11], row[10], row[11], row[6], row[7])
             for row in summary if row[1] is None),
        )  # fmt: skip
        yield self.table("Tax summary", "tax-summary", "Tax summary", SUMMARY, summary)
        yield self.table("Variances", "tax-variances", "Tax variances", VARIANCES, variances)
        yield self.table(
            "Documents", "tax-documents", "Documents that differ",
            ("Document", "Currency", "Charged", "Recomputed", "Difference", "Variances"), by_document(variances),
        )  # fmt: skip
        yield self.table(
            "Tax by month", "tax-by-month", "Tax by month", ("Month", "Currency", "Documents", "Net", "Tax"), months
        )

    # ---- billing

    def billing(self):
        clinic = self.clinic
        work = Task(
            "", clinic.id, self.first.isoformat(), self.until.isoformat(), clinic.zone,
            currency=clinic.currency, digits=self.digits,
        )  # fmt: skip
        frames = {name: self.frame(sql, None) for name, sql in matched_queries(work).items()}
        found = sorted(breaks(work, **frames))
        amounts = {
            f"{word}:{id}": Decimal(amount).scaleb(-self.digits)
            for word, name in (("payment", "payment"), ("gateway", "charge"), ("payout", "payout"), ("bank", "bank"))
            for id, amount in zip(frames[name]["id"].tolist(), frames[name]["amount"].tolist())
        }
        counts, sums = Counter(), defaultdict(Decimal)
        for code, link, item in found:
            counts[link, code] += 1
            sums[link, code] += amounts[item]
        yield self.table(
            "Reconciliation", "payment-reconciliation", "Payment reconciliation", ("Link", "Result", "Items", "Amount"),
            ((*key, count, sums[key]) for key, count in sorted(counts.items())),
        )  # fmt: skip
        titles = ("Result", "Link", "Item", "Currency", "Amount")
        shown = [(*row, clinic.currency, amounts[row[2]]) for row in found]
        open_ones = [row for row in shown if row[0] != "IN_TRANSIT"]
        transit = [row for row in shown if row[0] == "IN_TRANSIT"]
        yield self.table("Exceptions", "exceptions", "Exceptions", titles, open_ones)
        yield self.table("In transit", "in-transit", "In transit", titles, transit)
        yield from self.balances()

    def balances(self):
        """What the database adds up by itself."""
        queries = billing_queries(self.clinic, self.first, self.until)
        rows = {
            name.split("-")[1]: rows_of(self.connection, queries[name])
            for name in queries if name.startswith("billingcontrol-") or name == "receivable-statements"
        }  # fmt: skip
        yield self.table(
            "Gateway clearing", "gateway-clearing", "Gateway clearing",
            ("Gateway", "Currency", "Opening", "Closing", "Cut-off"), rows["balances"],
        )  # fmt: skip
        yield self.table(
            "Bank reconciliation", "bank-reconciliation", "Bank reconciliation",
            ("Account", "Currency", "From", "Until", "Sequence", "Opening", "Closing", "Entries"),
            ((row[3], row[2], *row[4:9], row[11]) for row in rows["statements"]),
        )  # fmt: skip
        flows = [
            (currency, opening, *flow, opening + sum(self.signed(flow)), standing)
            for currency, opening, *flow, standing in rows["receivables"]
        ]
        for row in flows:
            self.tied(f"Receivables: roll-forward = invoice by invoice ({row[0]})", row[-2], row[-1])
        yield self.table(
            "Receivables", "receivables", "Receivables",
            ("Currency", "Opening", "Invoices", "Credit notes", "Allocations", "Reversals", "Write-offs",
             "Prior period", "Closing", "Invoice by invoice"), flows,
        )  # fmt: skip
        yield self.table(
            "Completeness", "completeness", "Completeness", ("Link", "Side", "Currency", "Items", "Amount"),
            ((link, "ledger" if is_left else "other side", *rest) for link, is_left, *rest in rows["sides"]),
        )  # fmt: skip

    @staticmethod
    def signed(flow):
        invoices, notes, allocations, reversals, write_offs, late = flow
        return invoices, -notes, -allocations, reversals, -write_offs, late

    def certificate(self):
        titles = ("Tie", "This side", "Other side", "Difference", "Result")
        return self.table("Certificate", "certificate", "Certificate", titles, self.ties)

    def about(self):
        facts = {"Clinic": self.clinic.slug, "Period": f"{self.first} to {self.until}", "Zone": self.clinic.zone}
        return self.table("About", "about", "About", ("What", "Value"), facts.items())


def most_digits(values):
    """The digits of the longest fraction."""
    return max((-value.as_tuple().exponent for value in values if isinstance(value, Decimal)), default=0)


def by_document(variances):
    rows = defaultdict(lambda: [Decimal(0)] * 3 + [0])
    for document, _, _, currency, *money in variances:
        row = rows[document, currency]
        row[:3] = (left + right for left, right in zip(row, money))
        row[3] += 1
    return [(*key, *row) for key, row in rows.items()]


def pseudonym(key, clinic, kind, number):
    """Sixty bits of HMAC-SHA-256 over clinic, kind and number, as the worker's."""
    bits = int.from_bytes(hmac.digest(key, f"{clinic}/{kind}/{number}".encode(), "sha256")[:8], "big")
    letters = "".join(LETTERS[bits >> (59 - 5 * place) & 31] for place in range(12))
    return f"P-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def main(url, period, folder):
    first, until = bounds(period)
    connection = psycopg2.connect(url)
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    clinics = [Clinic(*row) for row in rows_of(connection, Clinic.SQL)]
    [[key]] = rows_of(connection, "SELECT key FROM worker.pseudonym_key")
    connection.rollback()
    # What is imported by now stays; the collector need not look at it again.
    gc.freeze()
    for clinic in clinics:
        write(Pack(connection, clinic, bytes(key), first, until), Path(folder) / clinic.slug / period, period)
    print(f"{len(clinics)} clinics")


def write(pack, folder, period):
    rows_of(pack.connection, f"SELECT set_config('evclinic.clinic', '{pack.clinic.id}', true)")
    sheets = list(pack.sheets())
    pack.connection.rollback()
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"monthly-pack-{pack.clinic.slug}-{period}-r1"
    sheets.insert(0, pack.certificate())
    for sheet in sheets:
        write_csv(folder / f"{stem}-{sheet.slug}.csv", sheet)
    write_workbook(folder / f"{stem}.xlsx", [*sheets, pack.about()], f"Monthly pack {pack.clinic.slug} {period}")


if __name__ == "__main__":
    main(*sys.argv[1:])
