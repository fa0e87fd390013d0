"""The statement of the audit rollup, beside plain GROUP BYs and pandas."""

import re
from pathlib import Path
from statistics import median

from harness.build import BENCH, PYTHON, python
from harness.ground import PERIOD_DAYS, Ground, fresh_folder, output, query
from harness.measure import Command, by_turns, middle, ratios
from harness.statements import SOURCES, bound
from harness.table import Section, grouped, times, verdict

RATIO_MAX = 1.1
STATEMENTS = "Repositories/AuditRollupRepository+SQL.swift"

# The same result in one GROUP BY over the month.
FLAT = r"""
    SELECT $1::bigint, (figure.recorded_at AT TIME ZONE $4)::date, left(figure.login, 120),
        left(figure.role, 120), left(figure.entity, 120), left(figure.action, 120),
        coalesce(figure.currency, invoice.currency, payment.currency, refund.currency, $5), count(*),
        coalesce(sum(figure.moved) FILTER (WHERE NOT figure.is_unreadable), 0),
        count(*) FILTER (WHERE figure.is_unreadable)
    FROM (SELECT $2::date::timestamp AT TIME ZONE $4 AS from_at, $3::date::timestamp AT TIME ZONE $4 AS until_at)
        AS span
    CROSS JOIN LATERAL \(figures) AS figure
    LEFT JOIN clinic.invoice ON invoice.clinic_id = $1
        AND invoice.id = CASE WHEN figure.entity = 'invoice' THEN figure.owner END
    LEFT JOIN clinic.payment ON payment.clinic_id = $1
        AND payment.id = CASE WHEN figure.entity = 'payment' THEN figure.owner END
    LEFT JOIN clinic.refund ON refund.clinic_id = $1
        AND refund.id = CASE WHEN figure.entity = 'refund' THEN figure.owner END
    GROUP BY 2, 3, 4, 5, 6, 7
"""
# What is left when every amount is taken as plain, and every currency as the clinic's.
BARE = """
    SELECT $1::bigint, (recorded_at AT TIME ZONE $4)::date, login, role, entity, action, $5, count(*),
        sum(coalesce((after ->> 'gross')::numeric, (after ->> 'amount')::numeric, 0)
            - coalesce((before ->> 'gross')::numeric, (before ->> 'amount')::numeric, 0)), 0
    FROM clinic.audit_log
    WHERE clinic_id = $1 AND recorded_at >= $2::date::timestamp AT TIME ZONE $4
        AND recorded_at < $3::date::timestamp AT TIME ZONE $4
    GROUP BY 2, 3, 4, 5, 6
"""


def measure(_ground, lines, rounds):
    """As many rows of the trail in a month as there are invoice lines."""
    month = Month(lines)
    python()
    sides = {"ours": month.ours, "flat": month.flat, "bare": month.bare, "pandas": month.pandas}
    samples = by_turns(rounds, **sides)
    section = Section(
        "rollup",
        f"Rollup: {grouped(lines)} rows of the trail in a month, on a replica",
        "Asked: no slower than 1.1 × its own best plain GROUP BY.",
        ("whole process", "wall", "client CPU", "peak memory"),
    )
    titles = {
        "ours": "the job's statement, by psql", "flat": "the same by one flat GROUP BY",
        "bare": "a flat GROUP BY that checks no amount and looks up no currency", "pandas": "pandas, as the line above",
    }  # fmt: skip
    for name in sides:
        section.add_samples(titles[name], samples[name])
    ratio = ratios(samples, "ours", "flat", "wall")
    section.notes += [
        f"Wall, ours ÷ the same by one flat GROUP BY: {middle(ratio, times)}; asked ≤ 1.1: "
        f"{verdict(median(ratio) <= RATIO_MAX)}. Ours ÷ the one that checks nothing: "
        f"{middle(ratios(samples, 'ours', 'bare', 'wall'), times)}.",
        f"All give the same {grouped(month.compare(sides))} groups, line by line.",
    ]
    fresh_folder("audit-rollup")
    return section


class Month:
    """One clinic's October, and the ways to roll it up."""

    def __init__(self, rows):
        self.folder = fresh_folder("audit-rollup")
        self.ground = Ground("evclinic_audit_rollup")
        self.ground.ensure_lines(rows)
        self.clinic, _ = self.ground.clinic()
        self.zone, self.currency = query(
            self.ground.primary, f"SELECT time_zone, currency FROM clinic.clinic WHERE id = {self.clinic}"
        ).split("|")
        first, until = PERIOD_DAYS
        literals = [f"{self.clinic}::bigint", f"'{first}'::date", f"'{until}'::date"]
        self.literals = [*literals, f"'{self.zone}'::text", f"'{self.currency}'::text"]
        self._fill(rows)

    def _fill(self, rows):
        known = "SELECT count(*) FROM clinic.audit_log WHERE request_id LIKE 'req-%' AND length(request_id) = 36"
        if int(query(self.ground.primary, known)) != rows:
            query(self.ground.primary, "TRUNCATE clinic.audit_log")
            words = ["-v", f"rows={rows}", "-v", f"clinic={self.clinic}", "-f", BENCH / "audit" / "rollup.sql"]
            output(["psql", self.ground.primary, "-Xq", "-v", "ON_ERROR_STOP=1", *words])
        query(self.ground.primary, "VACUUM (ANALYZE) clinic.audit_log")
        query(self.ground.primary, "CHECKPOINT")
        self.ground.wait_for_replica()

    def ours(self):
        return self._psql("ours", composed("rollupText"))

    def flat(self):
        return self._psql("flat", composed(None, FLAT))

    def bare(self):
        return self._psql("bare", BARE)

    def _psql(self, name, sql):
        enter = f"SELECT set_config('evclinic.clinic', '{self.clinic}', false)"
        statement = self.folder / f"{name}.sql"
        statement.write_text(f"\\o /dev/null\n{enter};\n\\o {self.folder / name}\n{bound(sql, *self.literals)};\n")
        words = ["psql", self.ground.replica, "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", statement]
        return Command(words, self.ground.environment, self.folder).measure()

    def pandas(self):
        words = [PYTHON, "-m", "peers.audit_rollup_pandas", self.ground.replica, self.clinic, *PERIOD_DAYS]
        words += [self.zone, self.currency, self.folder / "pandas"]
        return Command(words, self.ground.environment | {"PYTHONPATH": str(BENCH)}, self.folder).measure()

    def compare(self, names):
        """Ends the bench where one way says something else; returns how many groups there are."""
        told = {name: sorted((self.folder / name).read_text().splitlines()) for name in names}
        for name, lines in told.items():
            if lines != told["ours"]:
                raise SystemExit(f"bench: the rollup by {name} is not ours")
        return len(told["ours"])


def composed(name, text=None):
    """A text of the repository's own, or one that is made of them, with what it names put in."""
    source = (Path(SOURCES) / STATEMENTS).read_text()
    found = re.findall(r'static let (\w+) = (?:"""\n(.*?)\n\s*"""|"(.*?)"\n)', source, re.DOTALL)
    texts = {key: long or short for key, long, short in found}
    text = text or texts[name]
    while (whole := re.sub(r"\\\((\w+)\)", lambda match: texts[match[1]], text)) != text:
        text = whole
    return text
