"""What the job `monthly-pack` reads of a clinic, from the templates and from the worker's source."""

import re
from dataclasses import dataclass
from pathlib import Path

from harness.statements import bound, statements, tax_queries

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

# As `terms.allocation_days` is where a job's file says nothing.
ALLOCATION_DAYS = 7

_REPORT = re.compile(r"^  - ([\w-]+)$", re.MULTILINE)
_RELATIONS = {"documents": "all", "posted": "ofPeriod"}
_NAMED = re.compile(r"(?<!:):(clinic|from|until|zone|names|documents|posted)\b")

# By file: statements in the order of the job, and what stands behind clinic, first day and first day no more.
BILLING = (
    ("BillingRepository+SQL", "fees payers depositItems", ()),
    ("BillingRepository+SQL", "payments refunds deposits bankEntries importedLines", ("open",)),
    ("BillingRepository+SQL", "disputes", ("open", "open")),
    ("BillingRepository+SQL", "transactions settledTransactions payouts settledPayouts", ("open", "zone")),
    ("BillingRepository+SQL", "earlierTransactions earlierSettled besideSettled", ("zone",)),
    ("BillingControlRepository+SQL", "sides balances receivables", ("zone",)),
    ("ReceivableRepository", "statements", ()),
    ("ReceivableRepository", "invoices", ("open",)),
    ("ReceivableRepository", "payments", ("open", "days")),
    ("ReceivableRepository", "late", ("zone",)),
)


@dataclass(frozen=True)
class Clinic:
    """A clinic, as far as its statements differ from another's."""

    id: int
    slug: str
    zone: str
    currency: str
    is_cash: bool

    prices_include_tax: bool

    # A row of this for each active clinic.
    SQL = """
        SELECT id, slug, time_zone, currency::text, EXISTS (SELECT FROM clinic.tax_policy AS policy
            WHERE policy.clinic_id = clinic.id AND policy.basis = 'cash'), prices_include_tax
        FROM clinic.clinic WHERE active ORDER BY id
        """


def reports():
    """The templates of the job, in its order."""
    return _REPORT.findall((ROOT / "jobs" / "monthly-pack.yaml").read_text())


def relations():
    """What `:documents` and `:posted` stand for."""
    source = (ROOT / "Sources" / "Repositories" / "PostedDocuments.swift").read_text()
    known = dict(re.findall(r'static let (\w+) = """\n(.*?)\n\s*"""', source, re.DOTALL))
    return {name: known[of].replace(r"\(isLate)", known["isLate"]) for name, of in _RELATIONS.items()}


def template_queries(clinic, first, until):
    """By template: its query, and the one of its ties where it has one."""
    literals = {
        "clinic": f"'{clinic.id}'::bigint", "from": f"'{first}'::date", "until": f"'{until}'::date",
        "zone": f"'{clinic.zone}'::text", "names": "false",
    }  # fmt: skip
    values = [literals[name] for name in ("clinic", "from", "until", "zone")]
    literals |= {name: bound(text, *values) for name, text in relations().items()}
    return {
        name: [
            _NAMED.sub(lambda match: literals[match[1]], path.read_text())
            for path in (TEMPLATES / name / file for file in ("query.sql", "ties.sql"))
            if path.exists()
        ]
        for name in reports()
    }


def billing_queries(clinic, first, until):
    """What the billing reconciliation reads where nothing is open from before; not what it looks up."""
    standing = (f"'{clinic.id}'::int8", f"'{first}'::date", f"'{until}'::date")
    more = {"open": "'{}'::bigint[]", "zone": f"'{clinic.zone}'::text", "days": f"'{ALLOCATION_DAYS}'::int8"}
    queries = {}
    for file, names, kinds in BILLING:
        known = statements(f"Repositories/{file}.swift")
        room = file.removesuffix("Repository+SQL").removesuffix("Repository").lower()
        for name in names.split():
            queries[f"{room}-{name}"] = bound(known[name], *standing, *(more[kind] for kind in kinds))
    return queries


def pack_queries(clinic, first, until):
    """Every statement of one clinic's pack that has rows to give, by name."""
    queries = {}
    for name, texts in template_queries(clinic, first, until).items():
        queries |= {f"template-{name}-{number}": text for number, text in enumerate(texts)}
    tax = tax_queries(clinic.id, first, until, clinic.zone, clinic.currency)
    if clinic.is_cash:
        known = statements("Repositories/TaxPaymentRepository+SQL.swift")
        literals = (f"'{clinic.id}'::int8", f"'{first}'::date", f"'{until}'::date")
        tax |= {name: bound(known[name], *literals) for name in ("paid", "received")}
    queries |= {f"tax-{name}": text for name, text in tax.items()}
    return queries | billing_queries(clinic, first, until)
