"""The job `monthly-pack` for all clinics: a workbook and CSV files each, beside what reading and writing cost."""

import csv
import sys
from statistics import median

from harness.build import BENCH, floor, pack_workbooks, python
from harness.ground import EVCLINIC, PERIOD, PERIOD_DAYS, Ground, fresh_folder, output, query
from harness.measure import by_turns, middle, progress, ratios
from harness.pack_statements import Clinic, pack_queries, reports
from harness.table import Section, grouped, mebibytes, times, verdict

CLINICS = 100
LINES_A_CLINIC = 10_000
# So that a tenth of them is one. From fifty on a tenth has clinics of all five kinds, as all have.
CLINICS_MIN = 10
# A round takes minutes.
ROUNDS_MAX = 2
FLOOR_RATIO_MAX = 1.5
PYTHON_RATIO_MIN = 8
PEAK_MAX = 150 * 1024 * 1024
TEN_TIMES_MAX = 11
WAYS = {"copy": "COPY, binary", "single_row": "single-row mode", "whole": "whole result"}
# 2 says: done, with differences. The seed plants them.
DONE = (0, 2)


def measure(_ground, lines, rounds):
    clinics = min(CLINICS, max(CLINICS_MIN, lines // LINES_A_CLINIC))
    job, tenth = Job(clinics, lines), Job(clinics // 10, lines // 10, "_tenth")
    rounds = min(rounds, ROUNDS_MAX)
    ways = by_turns(rounds, **{name: tenth.floor(name) for name in WAYS})
    best = min(ways, key=lambda name: median(sample.wall for sample in ways[name]))
    samples = by_turns(
        rounds, floor=job.floor(best), ours=job.ours, written=job.workbooks(), parsed=job.workbooks("--parse-only"),
        python=job.python, tenth=tenth.ours,
    )  # fmt: skip
    samples["lxw"] = [less(*pair) for pair in zip(samples["written"], samples["parsed"])]
    section = Section(
        "pack",
        f"Pack: `evclinic run monthly-pack --all`, {clinics} clinics × {grouped(lines // clinics)} invoice lines",
        "Asked: one process that reads, computes and writes a workbook and its CSV files a clinic takes at most 1.5 × "
        "what the same statements take in C that only reads, and libxlsxwriter for the same cells; at least 8 × less "
        "client CPU than Python; under 150 MiB; linear in clinics.",
        ("whole process", "wall", "client CPU", "peak memory"),
    )
    words = {
        "floor": f"floor in C ({WAYS[best]})", "lxw": "libxlsxwriter itself, the same cells from C",
        "ours": "evclinic", "python": "Python", "tenth": f"evclinic, {tenth.count} clinics as large",
    }  # fmt: skip
    for name, title in words.items():
        section.add_samples(title, samples[name])
    for name, title in WAYS.items():
        section.add_samples(f"floors, {tenth.count} clinics: {title}", ways[name])
    note(section, samples, ways[best], job, tenth)
    section.notes.append(job.compare())
    for done in (job, tenth):
        fresh_folder(done.folder.name)
    return section


def less(one, other):
    """What a sample has beyond another; its memory is its own."""
    return type(one)(one.begun, one.wall - other.wall, one.cpu - other.cpu, one.peak, one.output)


def note(section, samples, few, job, tenth):
    parts = zip(samples["ours"], samples["floor"], samples["lxw"])
    wall = [ours.wall / (least.wall + lxw.wall) for ours, least, lxw in parts]
    cpu = ratios(samples, "python", "ours", "cpu")
    peak = max(sample.peak for sample in samples["ours"])
    growth = ratios(samples, "ours", "tenth", "wall")
    least = median(sample.wall for sample in samples["floor"]) / median(sample.wall for sample in few)
    asked = TEN_TIMES_MAX * job.count / tenth.count / 10
    made = dict(zip(*[iter(samples["written"][-1].output.split())] * 2))
    rows = int(samples["floor"][-1].output.split()[1])
    section.notes += [
        f"Wall, evclinic ÷ (floor + libxlsxwriter), pair by pair: {middle(wall, times)}; asked ≤ 1.5: "
        f"{verdict(median(wall) <= FLOOR_RATIO_MAX)}. Evclinic ÷ floor alone: "
        f"{middle(ratios(samples, 'ours', 'floor', 'wall'), times)}.",
        f"Client CPU, Python ÷ evclinic, pair by pair: {middle(cpu, times)}; asked ≥ 8: "
        f"{verdict(median(cpu) >= PYTHON_RATIO_MIN)}. Wall: "
        f"{middle(ratios(samples, 'python', 'ours', 'wall'), times)}.",
        f"Peak memory of evclinic: {mebibytes(peak)}; asked under 150 MiB: {verdict(peak < PEAK_MAX)}.",
        f"{job.count} clinics take {middle(growth, times)} as long as {tenth.count} in a database of their own; asked "
        f"at most {asked:.1f} ×: {verdict(median(growth) <= asked)}. The floor takes {least:.1f} × as long.",
        f"The floor reads {grouped(rows)} rows by {job.statements} statements a clinic, two more where tax is due "
        f"as invoices are paid. {grouped(int(made['cells']))} cells stand on the {grouped(int(made['sheets']))} "
        f"sheets of the {made['workbooks']} workbooks.",
    ]


class Job:
    """Those that make the packs of one ground's clinics, each measured from its start to its end."""

    def __init__(self, count, lines, suffix=""):
        self.count = count
        self.lines = lines
        self.ground = Ground(f"evclinic_pack{suffix}")
        self.lay()
        self.folder = fresh_folder(f"pack{suffix}")
        self.our_files = self.folder / "ours"
        self.floor_program = floor()
        self.workbook_program = pack_workbooks()
        self.python_program = python()
        self.statements = self._write_statements()

    def lay(self):
        """Seeds the clinics, unless they are there; the first one's comment says."""
        wanted = f"{self.count} clinics, {self.lines} lines"
        known = query(self.ground.primary, "SELECT obj_description('clinic.clinic'::regclass)")
        if known != wanted:
            progress(f"seeding {wanted}")
            options = {"--clinics": self.count, "--months": 1, "--lines": self.lines, "--seed": 7}
            words = [word for option, value in options.items() for word in (option, value)]
            output([EVCLINIC, "db", "seed", *words, "--replace"], env=self.ground.environment, cwd=BENCH)
            query(self.ground.primary, f"COMMENT ON TABLE clinic.clinic IS '{wanted}'")
            query(self.ground.primary, "VACUUM (ANALYZE)")
            query(self.ground.primary, "CHECKPOINT")
        self.ground.wait_for_replica()

    def _clinics(self):
        for line in query(self.ground.primary, Clinic.SQL).splitlines():
            number, slug, zone, currency, is_cash, included = line.split("|")
            yield Clinic(int(number), slug, zone, currency, is_cash == "t", included == "t")

    def _write_statements(self):
        """A file a statement and clinic, as the floor takes them; how many a clinic has at least."""
        self.paths, least = [], sys.maxsize
        for clinic in self._clinics():
            folder = self.folder / str(clinic.id)
            folder.mkdir()
            queries = pack_queries(clinic, *PERIOD_DAYS)
            self.paths.append(str(clinic.id))
            for name, sql in queries.items():
                (folder / f"{name}.sql").write_text(sql)
                self.paths.append(f"{clinic.id}/{name}.sql")
            least = min(least, len(queries))
        return least

    def floor(self, way):
        option = "--" + way.replace("_", "-")
        return lambda: self.ground.measure(self.folder, [self.floor_program, option, self.ground.replica, *self.paths])

    def ours(self):
        self.our_files = fresh_folder(f"{self.folder.name}/ours")
        words = [EVCLINIC, "run", "monthly-pack", "--all", "--period", PERIOD]
        words += ["--out", self.our_files, "--format", "xlsx,csv", "--json"]
        return self.ground.measure(self.folder, words, DONE)

    def workbooks(self, *options):
        """Of the files that ours has just written."""

        def side():
            target = fresh_folder(f"{self.folder.name}/workbooks") / "pack"
            folders = sorted({path.parent for path in self.our_files.rglob("*.csv")})
            return self.ground.measure(self.folder, [self.workbook_program, *options, target, *folders])

        return side

    def python(self):
        self.python_files = fresh_folder(f"{self.folder.name}/python")
        words = [self.python_program, "-m", "peers.pack_python", self.ground.replica, PERIOD, self.python_files]
        return self.ground.measure(self.folder, words, path=str(BENCH))

    def compare(self):
        """Says that every template's CSV has the same bytes and every variance the same figures, or ends the bench."""
        registers = [path for path in self._csv() if path.name.split("-r1-")[1].startswith(tuple(reports()))]
        variances = [path for path in self._csv() if path.name.endswith("-tax-variances.csv")]
        for path in registers:
            if path.read_bytes() != self._pythons(path).read_bytes():
                raise SystemExit(f"bench: {path} and Python's differ")
        found = 0
        for path in variances:
            ours, theirs = (figures(file) for file in (path, self._pythons(path)))
            if ours != theirs:
                raise SystemExit(f"bench: {path} and Python's differ, first {sorted(set(ours) ^ set(theirs))[:5]}")
            found += len(ours)
        return (
            f"All {grouped(len(registers))} CSV files of templates have the same bytes as Python's, and the "
            f"{grouped(found)} variances of tax the same figures."
        )

    def _csv(self):
        return sorted(self.our_files.rglob("*.csv"))

    def _pythons(self, path):
        return self.python_files / path.relative_to(self.our_files)


def figures(path):
    columns = ("Document", "Line", "Tax code", "Currency", "Charged", "Recomputed")
    with open(path, newline="", encoding="utf-8-sig") as file:
        return sorted(tuple(row[column] for column in columns) for row in csv.DictReader(file))
