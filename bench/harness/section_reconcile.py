"""The job `billing-reconciliation`: two sides of a month read and matched, beside floor and data frames."""

import csv
import hashlib
import os
from collections import Counter
from itertools import chain
from statistics import median

from harness.build import BENCH, floor, python
from harness.ground import EVCLINIC, PERIOD, PERIOD_DAYS, Ground, fresh_folder, output, query
from harness.measure import by_turns, middle, progress, ratios
from harness.statements import reconcile_queries
from harness.table import Section, grouped, mebibytes, seconds, times, verdict

FLOOR_RATIO_MAX = 1.5
PEAK_RATIO_MAX = 0.5
TEN_TIMES_MAX = 11.5
TEN_PEAK_MAX = 2 * 1024**3
ZONE = "America/New_York"
SLUG = "bench"
PEERS = ("duckdb", "polars", "pandas")
WAYS = {"copy": "COPY, binary", "single_row": "single-row mode", "whole": "whole result"}
# 2 says: done, with differences. The ground has them.
DONE = (0, 2)
LISTS = ("exceptions", "in-transit")


def measure(_ground, payments, rounds):
    job = Job(payments)
    job.lay(shuffle=1)
    ways = by_turns(rounds, **{name: job.floor(name) for name in WAYS})
    best = min(ways, key=lambda name: median(sample.wall for sample in ways[name]))
    sides = {name: job.peer(name) for name in PEERS}
    samples = by_turns(rounds, floor=job.floor(best), ours=job.ours, **sides)
    section = Section(
        "reconcile",
        f"Reconcile: `evclinic run billing-reconciliation` over {grouped(payments)} payments",
        f"Asked: {grouped(payments)} payments beside as many rows of a gateway, their payouts and bank entries, "
        "read from one replica and matched: at most 1.5 × the floor in wall time; faster than the same work in "
        "DuckDB, polars and pandas, with less than half their memory; ten times as many in linear time and under "
        "2 GiB; the same bytes for the same rows in another physical order.",
        ("whole process", "wall", "client CPU", "peak memory"),
    )
    words = {"floor": f"floor in C ({WAYS[best]})", "ours": "evclinic"} | dict(zip(PEERS, PEERS))
    for name, title in words.items():
        section.add_samples(title, samples[name])
    for name, title in WAYS.items():
        section.add_samples(f"all floors: {title}", ways[name])
    note_ratios(section, samples)
    section.notes.append(
        f"{rounds} rounds by turns; at their end {os.getloadavg()[0]:.1f} processes a minute wanted a processor."
    )
    section.notes.append(job.compare())
    section.notes.append(job.shuffled())
    note_ten(section, Job(10 * payments, "_ten"), best, samples)
    return section


def note_ratios(section, samples):
    wall = ratios(samples, "ours", "floor", "wall")
    section.notes.append(
        f"Wall, evclinic ÷ floor, pair by pair: {middle(wall, times)}; asked ≤ 1.5: "
        f"{verdict(median(wall) <= FLOOR_RATIO_MAX)}."
    )
    peak = max(sample.peak for sample in samples["ours"])
    for name in PEERS:
        wall = ratios(samples, name, "ours", "wall")
        part = peak / max(sample.peak for sample in samples[name])
        section.notes.append(
            f"Wall, {name} ÷ evclinic, pair by pair: {middle(wall, times)}; asked > 1: "
            f"{verdict(median(wall) > 1)}. Peak memory, evclinic ÷ {name}: {times(part)}; asked < 0.5: "
            f"{verdict(part < PEAK_RATIO_MAX)}."
        )


def note_ten(section, job, way, samples):
    """Ten times as much, once."""
    job.lay(shuffle=1)
    progress("ten times as many")
    taken = {"floor": job.floor(way)(), "evclinic": job.ours()}
    job.compare(peers=())
    for name in PEERS:
        taken[name] = job.peer_or_why_not(name)
    progress("")
    shown = "; ".join(f"{name} {told(sample)}" for name, sample in taken.items())
    ours, least = taken["evclinic"], taken["floor"]
    growth = ours.wall / median(sample.wall for sample in samples["ours"])
    section.notes.append(
        f"Once with {grouped(job.payments)} payments: {shown}. Evclinic takes {growth:.1f} × as long for ten times as "
        f"many; asked linear (here: at most {TEN_TIMES_MAX} ×): {verdict(growth < TEN_TIMES_MAX)}; the floor takes "
        f"{least.wall / median(sample.wall for sample in samples['floor']):.1f} ×. Evclinic ÷ floor: "
        f"{times(ours.wall / least.wall)}. Asked under 2 GiB: {verdict(ours.peak < TEN_PEAK_MAX)}."
    )


def told(sample):
    if isinstance(sample, str):
        return f"did not end well ({sample})"
    return f"{seconds(sample.wall)}, {mebibytes(sample.peak)}"


class Job:
    """Those that read the same rows of one ground, each measured from its start to its end."""

    def __init__(self, payments, suffix=""):
        self.payments = payments
        self.ground = Ground(f"evclinic_reconcile{suffix}")
        self.clinic = 1
        self.floor_program = floor()
        self.python_program = python()
        self.folder = fresh_folder(f"reconcile{suffix}")
        self.our_files = self.folder / "ours"
        self.queries = self._write_queries()

    def _write_queries(self):
        paths = []
        for name, sql in reconcile_queries(self.clinic, *PERIOD_DAYS, ZONE).items():
            paths.append(self.folder / f"{name}.sql")
            paths[-1].write_text(sql)
        return paths

    def lay(self, shuffle):
        """Lays the ground, unless it lies there."""
        known = query(
            self.ground.primary,
            "SELECT (SELECT obj_description(oid) FROM pg_class WHERE oid = 'clinic.payment'::regclass)",
        )
        wanted = f"{self.payments} payments, shuffle {shuffle}"
        if known != wanted:
            progress(f"laying {wanted}")
            file = BENCH / "reconcile" / "ground.sql"
            words = ["psql", self.ground.primary, "-XqAt", "-v", "ON_ERROR_STOP=1"]
            words += ["-v", f"payments={self.payments}", "-v", f"shuffle={shuffle}", "-f", file]
            output(words)
            query(self.ground.primary, f"COMMENT ON TABLE clinic.payment IS '{wanted}'")
        self.ground.wait_for_replica()

    def floor(self, way):
        option = "--" + way.replace("_", "-")
        words = [self.floor_program, option, self.ground.replica, self.clinic, *self.queries]
        return lambda: self.ground.measure(self.folder, words)

    def ours(self):
        self.our_files = fresh_folder(f"{self.folder.name}/ours")
        words = [EVCLINIC, "run", "billing-reconciliation", "--clinic", SLUG]
        words += ["--period", PERIOD, "--out", self.our_files, "--format", "xlsx,csv", "--json"]
        return self.ground.measure(self.folder, words, DONE)

    def peer(self, name):
        words = [self.python_program, "-m", f"peers.reconcile_{name}", self.ground.replica]
        words += [self.clinic, *PERIOD_DAYS, ZONE, self.folder / f"{name}.csv"]
        return lambda: self.ground.measure(self.folder, words, path=str(BENCH))

    def peer_or_why_not(self, name):
        """A peer's sample, or what it said when it did not survive; a fault of the bench ends the bench."""
        self.ground.forget_runs()
        try:
            return self.peer(name)()
        except SystemExit as error:
            return str(error).strip().splitlines()[-1]

    def compare(self, peers=PEERS):
        """Says that all found the same breaks, item by item, or ends the bench."""
        ours = sorted(chain.from_iterable(breaks(self._csv(name)) for name in LISTS))
        for name in peers:
            theirs = sorted(breaks(self.folder / f"{name}.csv"))
            if ours != theirs:
                odd = sorted(set(ours) ^ set(theirs))[:5]
                raise SystemExit(f"bench: ours and the breaks of {name} differ, first {odd}")
        counts = Counter((link, code) for code, link, _ in ours)
        shown = ", ".join(f"{link}: {code} {count}" for (link, code), count in sorted(counts.items()))
        return f"All found the same {grouped(len(ours))} items, one by one ({shown})."

    def _csv(self, name):
        [path] = self.our_files.rglob(f"*-{name}.csv")
        return path

    def shuffled(self):
        """Says that other physical orders give the same bytes, or ends the bench."""
        digests = self._digests()
        for shuffle in (2, 1):
            self.lay(shuffle)
            self.ours()
            if self._digests() != digests:
                raise SystemExit(f"bench: shuffle {shuffle} gives other bytes than shuffle 1")
        return (
            f"With the rows in another physical order, and again in the first, all {len(digests)} CSV files but the "
            "certificate, which names times and positions in the log, have the same SHA-256: met."
        )

    def _digests(self):
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.our_files.rglob("*.csv")
            if not path.name.endswith("-certificate.csv")
        }


def breaks(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            yield row["Result"], row["Link"], row["Item"]
