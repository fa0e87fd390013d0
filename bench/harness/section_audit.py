"""The audit trail: verifying its chain beside a floor that only reads, appending, and linking meanwhile."""

import json
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

from harness import build
from harness.ground import EVCLINIC, Ground, fresh_folder, output, query
from harness.measure import Command, by_turns, middle, progress, ratios
from harness.statements import bound, statements
from harness.table import Section, grouped, mebibytes, seconds, times, verdict

RATIO_MAX = 1.3
RATE_MIN = 20_000
WRITERS = 8
ROWS_A_TRANSACTION = 10
WRITING_SECONDS = 15
FLAT_WITHIN = 1.15

# A trail as the clinic's system writes it: one clinic, twenty users, invoices that are issued and paid.
FILL = """
TRUNCATE clinic.audit_log, worker.audit_link, worker.audit_head, worker.audit_mark;
INSERT INTO clinic.audit_log (clinic_id, user_id, login, role, recorded_at, entity, entity_id, action,
    before, after, request_id)
SELECT {clinic}, n % 20, 'user' || n % 20, 'accountant', timestamptz '2026-01-01' + n * interval '10 s',
    'clinic.invoice', (n * 7)::text, 'invoice.update',
    CASE WHEN n % 3 = 0 THEN jsonb_build_object('gross', n::numeric / 100, 'status', 'issued') END,
    jsonb_build_object('gross', n::numeric / 100, 'status', 'paid', 'net', n), 'req-' || md5(n::text)
FROM generate_series(1, {rows}) AS n
"""


def measure(_ground, lines, rounds):
    trail = Trail()
    small = trail.chained(max(lines // 10, 1000))
    small_peak = trail.verify().peak
    linking = trail.chained(lines)
    sides = {"ours": trail.verify, "floor": trail.floor}
    samples = by_turns(rounds, **sides)
    section = Section(
        "audit",
        f"Audit: {grouped(lines)} rows of one clinic's trail",
        "Asked: `audit verify` at most 1.3 × a floor in C that only reads, memory flat; 20,000 rows a second "
        "written by 8 writers, and the chain keeps up.",
        ("whole process", "wall", "client CPU", "peak memory"),
    )
    section.add_samples("`evclinic audit verify`", samples["ours"])
    section.add_samples("floor: rows and links, C on libpq", samples["floor"])
    wall = ratios(samples, "ours", "floor", "wall")
    peak = max(sample.peak for sample in samples["ours"])
    section.notes += [
        f"Wall, ours ÷ floor, pair by pair: {middle(wall, times)}; asked ≤ 1.3: "
        f"{verdict(median(wall) <= RATIO_MAX)}. Ours hashes each row with SHA-256, and holds links, heads "
        "and files against each other; it waits for a replica that has all that was there when it began.",
        f"Peak memory {mebibytes(peak)}, over a tenth of the rows {mebibytes(small_peak)}; flat: "
        f"{verdict(peak <= small_peak * FLAT_WITHIN)}.",
        f"`evclinic audit chain` linked {grouped(lines)} rows in {seconds(linking)}: "
        f"{grouped(lines / linking)} a second (a tenth of them {grouped(lines / 10 / small)}).",
    ]
    section.notes += trail.appended()
    fresh_folder("audit")
    return section


class Trail:
    """A database with one clinic, whose trail is filled by SQL."""

    def __init__(self):
        self.folder = fresh_folder("audit")
        self.ground = Ground("evclinic_audit")
        self.ground.ensure_lines(30)
        self.clinic, self.slug = self.ground.clinic()
        self.environment = self.ground.environment | {"OUTPUT_DIR": str(self.folder / "reports")}
        self.program = build.floor()
        self.queries = self._queries()

    def _queries(self):
        known = statements("Repositories/AuditChainRepository+SQL.swift")
        least, most = "'-9223372036854775807'::int8", "'9223372036854775807'::int8"
        clinic = f"'{self.clinic}'::int8"
        texts = {
            "rows": bound(known["rows"], clinic, least, most),
            "links": bound(known["links"], clinic, least, most, "'0'::int8", most, "'0'::int8"),
        }
        paths = []
        for name, text in texts.items():
            paths.append(self.folder / f"{name}.sql")
            paths[-1].write_text(text)
        return paths

    def chained(self, rows):
        """Fills the trail and links it; seconds of linking."""
        # Another trail than the one whose head was kept.
        shutil.rmtree(self.folder / "reports", ignore_errors=True)
        progress(f"writing {grouped(rows)} rows")
        query(self.ground.primary, FILL.format(clinic=self.clinic, rows=rows))
        query(self.ground.primary, "VACUUM (ANALYZE)")
        begun = time.monotonic()
        self._run("audit", "chain")
        took = time.monotonic() - begun
        query(self.ground.primary, "VACUUM (ANALYZE)")
        query(self.ground.primary, "CHECKPOINT")
        self.ground.wait_for_replica()
        return took

    def _run(self, *words, statuses=(0,)):
        return Command([EVCLINIC, *words], self.environment, self.folder, statuses).measure()

    def verify(self):
        return self._run("audit", "verify", "--clinic", self.slug, "--json")

    def floor(self):
        words = [self.program, "--copy", self.ground.replica, self.clinic, *self.queries]
        return Command(words, self.environment, self.folder).measure()

    def appended(self):
        """Rows a second by eight writers, alone and while the chain follows, and how far it is behind."""
        script = self._script()
        alone = self._write(script)
        self._link()
        stop = self.folder / "stop"
        loop = f"until [ -e {stop} ]; do {EVCLINIC} audit chain >/dev/null || exit 1; done"
        chain = subprocess.Popen(["sh", "-c", loop], env=self.environment, cwd=self.folder)
        beside = self._write(script)
        left = self._unlinked()
        stop.touch()
        chain.wait()
        begun = time.monotonic()
        self._link()
        caught_up = time.monotonic() - begun
        self.ground.wait_for_replica()
        result = json.loads(self._run("audit", "verify", "--json", statuses=(0, 65)).output)
        if result["fault_count"]:
            raise SystemExit(f"bench: the trail is not as it was linked: {result['faults'][:3]}")
        return [
            f"{WRITERS} writers, {ROWS_A_TRANSACTION} rows a transaction, each row by the statement that we write "
            f"ours with, sent in a pipeline by pgbench, forced to disk: {grouped(alone)} rows a second alone, asked "
            f"≥ 20,000: {verdict(alone >= RATE_MIN)}; {grouped(beside)} while the chain follows on the same two cores.",
            f"When they stopped after {WRITING_SECONDS} s, {grouped(left)} rows, of {seconds(left / beside)} of writing, "
            f"were not linked; {seconds(caught_up)} later all were. The chain keeps up: "
            f"{verdict(left <= beside * WRITING_SECONDS / 5)}. Then {grouped(result['rows'])} rows were verified.",
        ]

    def _link(self):
        """Links until nothing is left."""
        while True:
            self._run("audit", "chain")
            if self._unlinked() == 0:
                return

    def _unlinked(self):
        counts = "(SELECT count(*) FROM clinic.audit_log) - (SELECT count(*) FROM worker.audit_link)"
        return int(query(self.ground.primary, f"SELECT {counts}"))

    def _script(self):
        """The program's own statement, with pgbench's variables for its parameters."""
        record = statements("Repositories/AuditRepository.swift")["record"]
        names = (":clinic", ":login", ":role", ":entity", ":id", ":action", ":after", ":request")
        typed = (f"{name}::{kind}" for name, kind in zip(names, ("int8", *["text"] * 5, "jsonb", "text")))
        one = bound(record, *typed).strip() + ";\n"
        enter = f"SELECT set_config('evclinic.clinic', '{self.clinic}', true);\n"
        path = self.folder / "append.sql"
        path.write_text(
            f"\\set id random(1, 1000000)\n\\startpipeline\nBEGIN;\n{enter}{one * ROWS_A_TRANSACTION}"
            "COMMIT;\n\\endpipeline\n"
        )
        return path

    def _write(self, script):
        progress(f"{WRITERS} writers, {WRITING_SECONDS} s")
        values = {
            "clinic": self.clinic, "login": "mia", "role": "accountant", "entity": "clinic.invoice",
            "action": "invoice.update", "after": '{"gross": "12.50", "status": "paid"}', "request": "req-1",
        }
        words = [Path(output(["pg_config", "--bindir"]).strip()) / "pgbench", "-n", "-M", "prepared"]
        words += ["-c", WRITERS, "-j", 2, "-T", WRITING_SECONDS, "-f", script]
        words += [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
        url = self.ground.environment["PRIMARY_URL"]
        text = output([*words, url], env=self.environment, cwd=self.folder)
        [rate] = [line for line in text.splitlines() if line.startswith("tps = ")]
        return float(rate.split()[2]) * ROWS_A_TRANSACTION
