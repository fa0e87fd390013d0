"""The job `tax-reconciliation`: its fold in memory, and the whole of it beside floor and Python."""

import csv
import json
from statistics import median

from harness.build import BENCH, floor, product, python
from harness.ground import EVCLINIC, PERIOD, PERIOD_DAYS, fresh_folder
from harness.measure import Command, by_turns, middle, ratios
from harness.statements import tax_queries
from harness.table import Section, grouped, times, verdict

LINES_A_SECOND_MIN = 10_000_000
FLOOR_RATIO_MAX = 1.3
PYTHON_RATIO_MIN = 8
WAYS = {"copy": "COPY, binary", "single_row": "single-row mode", "whole": "whole result"}
# 2 says: done, with differences. The seed plants them.
DONE = (0, 2)


def measure(ground, lines, rounds):
    ground.ensure_lines(lines)
    job = Job(ground)
    speeds = fold_speeds(ground)
    ways = by_turns(rounds, **{name: job.floor(name) for name in WAYS})
    best = min(ways, key=lambda name: median(sample.wall for sample in ways[name]))
    samples = by_turns(rounds, floor=job.floor(best), ours=job.ours, python=job.python)
    section = Section(
        "tax",
        f"Tax: `evclinic run tax-reconciliation` over {grouped(lines)} invoice lines",
        "Asked: the fold at least 10 million lines a second; the whole job at most 1.3 × the "
        "floor in wall time, with at least 8 × less client CPU than Python.",
        ("whole process", "wall", "client CPU", "peak memory"),
    )
    words = {"floor": f"floor in C ({WAYS[best]})", "ours": "evclinic", "python": "Python"}
    for name, title in words.items():
        section.add_samples(title, samples[name])
    for name, title in WAYS.items():
        section.add_samples(f"all floors: {title}", ways[name])
    note(section, samples, speeds)
    section.notes.append(job.compare())
    return section


def fold_speeds(ground):
    """Lines a second of the fold in memory, by rounding level."""
    command = Command([product("bench-tax"), "--json"], ground.environment, fresh_folder("fold"))
    return json.loads(command.measure().output)["tax_lines_per_second"]


def note(section, samples, speeds):
    wall = ratios(samples, "ours", "floor", "wall")
    cpu = ratios(samples, "python", "ours", "cpu")
    shown = ", ".join(f"{grouped(speed)} ({level})" for level, speed in speeds.items())
    section.notes += [
        f"Wall, evclinic ÷ floor, pair by pair: {middle(wall, times)}; asked ≤ 1.3: "
        f"{verdict(median(wall) <= FLOOR_RATIO_MAX)}.",
        f"Client CPU, Python ÷ evclinic, pair by pair: {middle(cpu, times)}; asked ≥ 8: "
        f"{verdict(median(cpu) >= PYTHON_RATIO_MIN)}. Wall: "
        f"{middle(ratios(samples, 'python', 'ours', 'wall'), times)}.",
        f"The fold alone, lines a second on one core by rounding level: {shown}; asked ≥ 10 "
        f"million: {verdict(min(speeds.values()) >= LINES_A_SECOND_MIN)}.",
    ]


class Job:
    """The three that read the same rows, each measured from its start to its end."""

    def __init__(self, ground):
        self.ground = ground
        self.clinic, self.slug = ground.clinic()
        self.floor_program = floor()
        self.python_program = python()
        self.folder = fresh_folder("tax")
        self.queries = self._write_queries()

    def _write_queries(self):
        paths = []
        for name, sql in tax_queries(self.clinic, *PERIOD_DAYS).items():
            paths.append(self.folder / f"{name}.sql")
            paths[-1].write_text(sql)
        return paths

    def floor(self, way):
        option = "--" + way.replace("_", "-")
        words = [self.floor_program, option, self.ground.replica, self.clinic, *self.queries]
        return lambda: self.ground.measure(self.folder, words)

    def ours(self):
        self.our_files = fresh_folder("tax-ours")
        words = [EVCLINIC, "run", "tax-reconciliation", "--clinic", self.slug]
        words += ["--period", PERIOD, "--out", self.our_files, "--format", "xlsx,csv", "--json"]
        return self.ground.measure(self.folder, words, DONE)

    def python(self):
        self.python_files = fresh_folder("tax-python")
        words = [self.python_program, "-m", "peers.tax_reconcile"]
        words += [self.ground.replica, self.slug, PERIOD, self.python_files]
        return self.ground.measure(self.folder, words, path=str(BENCH))

    def compare(self):
        """Says that ours and Python's variances are the same, or ends the bench."""
        columns = ("Document", "Line", "Tax code", "Currency", "Charged", "Recomputed")
        ours = variances(self.our_files, columns)
        theirs = variances(self.python_files, columns)
        if ours != theirs:
            odd = sorted(set(ours) ^ set(theirs))[:5]
            raise SystemExit(f"bench: ours and Python's variances differ, first {odd}")
        return f"Both found the same {grouped(len(ours))} variances, figure by figure."


def variances(folder, columns):
    [path] = folder.rglob("*variances.csv")
    with open(path, newline="", encoding="utf-8-sig") as file:
        return sorted(tuple(row[column] for column in columns) for row in csv.DictReader(file))
