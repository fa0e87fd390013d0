"""A million rows of ten columns, from a replica to a CSV file: ours beside psql's \\copy."""

import csv
from itertools import zip_longest
from statistics import median

from harness.build import BENCH, product
from harness.ground import fresh_folder
from harness.measure import Command, by_turns, middle, progress, ratios
from harness.table import Section, grouped, mebibytes, times, verdict

PEAK_MAX = 40 * 1024 * 1024
FLAT_WITHIN = 1.1


def measure(ground, lines, rounds):
    ground.ensure_lines(lines)
    export = Export(ground, product("bench-sheets"))
    samples = by_turns(
        rounds, ours=lambda: export.ours(export.query), psql=lambda: export.psql(export.query)
    )
    rows = same_values(export.folder / "ours.csv", export.folder / "psql.csv")
    section = Section(
        "csv",
        f"CSV: {grouped(rows)} rows of ten columns, replica to disk",
        "Asked: no slower than `psql \\copy` of the same query; under 40 MiB, and flat from a "
        "tenth of the rows to ten times as many.",
        ("whole process", "wall", "client CPU", "peak memory"),
    )
    for name, words in (("ours", "`bench-sheets`"), ("psql", "`psql \\copy`")):
        section.add_samples(words, samples[name])
    note_ratio(section, samples)
    note_memory(section, export, lines)
    section.notes.append(
        f"Both files were read back with Python's csv module: {grouped(rows)} rows, every value "
        "equal (`true` for psql's `t`). Ours is also hashed while it is written (SHA-256) and "
        "forced to disk (fsync); psql's is neither."
    )
    fresh_folder(export.folder.name)
    return section


def note_ratio(section, samples):
    wall = ratios(samples, "ours", "psql", "wall")
    cpu = ratios(samples, "ours", "psql", "cpu")
    section.notes.append(
        f"Wall, ours ÷ psql, pair by pair: {middle(wall, times)}; asked ≤ 1: "
        f"{verdict(median(wall) <= 1)}. Client CPU: {middle(cpu, times)}."
    )


def note_memory(section, export, lines):
    sizes = {
        lines // 10: f"{export.query} LIMIT {lines // 10}",
        lines: export.query,
        lines * 10: " UNION ALL ".join([f"({export.query})"] * 10),
    }
    peaks = []
    for size, query in sizes.items():
        progress(f"memory at {grouped(size)} rows")
        sample = export.ours(query)
        count = int(sample.output.split()[1])
        peaks.append((count, sample.peak))
    progress("")
    section.notes.append(flatness(peaks, PEAK_MAX))


def flatness(peaks, allowed):
    """What is said of peaks, each with its rows: how many bytes are allowed, and whether they stay as rows grow."""
    shown = ", ".join(f"{mebibytes(peak)} at {grouped(count)} rows" for count, peak in peaks)
    least, most = (end(peak for _, peak in peaks) for end in (min, max))
    return (
        f"Peak memory of ours: {shown}; asked under {allowed >> 20} MiB: {verdict(most < allowed)}, and flat "
        f"(within a tenth): {verdict(most <= least * FLAT_WITHIN)}."
    )


class Export:
    """The same query of the same replica, by either program."""

    def __init__(self, ground, program):
        self.ground = ground
        self.program = program
        self.clinic, _ = ground.clinic()
        self.folder = fresh_folder("csv")
        self.query = one_line((BENCH / "csv" / "query.sql").read_text())

    def ours(self, query):
        path = self._fresh("ours.csv")
        return self._run(self.program, self.ground.replica, str(self.clinic), query, path)

    def psql(self, query):
        copy = f"\\copy ({query}) TO '{self._fresh('psql.csv')}' WITH (FORMAT csv, HEADER)"
        return self._run("psql", self.ground.replica, "-Xq", "-c", copy)

    def _fresh(self, name):
        path = self.folder / name
        path.unlink(missing_ok=True)
        return path

    def _run(self, *words):
        clinic = {"PGOPTIONS": f"-c evclinic.clinic={self.clinic}"}
        return Command(words, self.ground.environment | clinic, self.folder).measure()


def one_line(sql):
    """A query without comments and line ends, as \\copy takes it."""
    return " ".join(line.strip() for line in sql.splitlines() if not line.startswith("--"))


def same_values(ours, theirs):
    """Compares two CSV files value by value and returns the number of rows."""
    booleans = {"true": "t", "false": "f"}
    pairs = enumerate(zip_longest(csv_rows(ours), csv_rows(theirs)))
    for number, (left, right) in pairs:
        if left and number:
            left[-1] = booleans[left[-1]]
        if left != right:
            raise SystemExit(f"bench: row {number} differs: {left} and {right}")
    return number


def csv_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.reader(file)
