"""A million rows of ten columns, from a replica to a workbook on disk: ours beside C on libxlsxwriter."""

from statistics import median

from harness.build import BENCH, product, python, xlsx_floor
from harness.ground import fresh_folder
from harness.measure import Command, by_turns, middle, progress, ratios
from harness.section_csv import one_line
from harness.table import Section, grouped, mebibytes, seconds, times, verdict

FLOOR_RATIO_MAX = 1.1
PEAK_MAX = 60 * 1024 * 1024
# Each is peers/xlsx_NAME.py, which takes URL CLINIC QUERY FILE as the floor does.
PEERS = ()


def measure(ground, lines, rounds):
    ground.ensure_lines(lines)
    export = Export(ground)
    names = ("floor", "ours", *PEERS)
    samples = by_turns(rounds, **{name: export.side(name) for name in names})
    rows = int(samples["floor"][-1].output.split()[1])
    section = Section(
        "xlsx",
        f"XLSX: {grouped(rows)} rows of ten columns, replica to a workbook on disk",
        "Asked: at most 1.10 × C that reads by COPY in binary and calls libxlsxwriter in constant memory; under "
        "60 MiB.",
        ("whole process", "wall", "client CPU", "peak memory", "file"),
    )
    words = {"floor": "floor in C (libxlsxwriter, constant memory)", "ours": "`bench-sheets`"}
    for name in names:
        section.add(
            words.get(name, name),
            middle((sample.wall for sample in samples[name]), seconds),
            middle((sample.cpu for sample in samples[name]), seconds),
            mebibytes(max(sample.peak for sample in samples[name])),
            f"{export.path(name).stat().st_size / 2**20:.1f} MiB",
        )
    note(section, samples)
    section.notes.append(export.compare(names, rows))
    fresh_folder(export.folder.name)
    return section


def note(section, samples):
    wall = ratios(samples, "ours", "floor", "wall")
    cpu = ratios(samples, "ours", "floor", "cpu")
    peak = max(sample.peak for sample in samples["ours"])
    section.notes += [
        f"Wall, ours ÷ floor, pair by pair: {middle(wall, times)}; asked ≤ 1.10: "
        f"{verdict(median(wall) <= FLOOR_RATIO_MAX)}. Client CPU: {middle(cpu, times)}.",
        f"Peak memory of ours: {mebibytes(peak)}; asked under 60 MiB: {verdict(peak < PEAK_MAX)}.",
    ]
    for name in PEERS:
        wall = ratios(samples, name, "ours", "wall")
        section.notes.append(f"Wall, {name} ÷ ours, pair by pair: {middle(wall, times)}.")


class Export:
    """The same query of the same replica into a workbook, by each program."""

    def __init__(self, ground):
        self.ground = ground
        self.clinic, _ = ground.clinic()
        self.python = python()
        self.programs = {"floor": [xlsx_floor()], "ours": [product("bench-sheets")]}
        self.programs |= {name: [self.python, "-m", f"peers.xlsx_{name}"] for name in PEERS}
        self.folder = fresh_folder("xlsx")
        self.query = one_line((BENCH / "csv" / "query.sql").read_text())

    def path(self, name):
        return self.folder / f"{name}.xlsx"

    def side(self, name):
        words = [*self.programs[name], self.ground.replica, self.clinic, self.query, self.path(name)]
        return lambda: self._measure(name, words)

    def _measure(self, name, words):
        self.path(name).unlink(missing_ok=True)
        environment = self.ground.environment | {"PYTHONPATH": str(BENCH)}
        return Command(words, environment, self.folder).measure()

    def compare(self, names, rows):
        """Says that every cell of each workbook is the same as in the floor's, or ends the bench."""
        for name in names[1:]:
            progress(f"{name}, cell by cell")
            words = [self.python, "-m", "peers.xlsx_same", self.path("floor"), self.path(name), "id", rows]
            Command(words, {"PYTHONPATH": str(BENCH)}, self.folder).measure()
        progress("")
        return (
            f"All workbooks were read back with calamine: {grouped(rows)} rows, every cell of the same kind and value. "
            "Each has a bold header that stays in sight and filters, days as days, and numbers with their format; "
            "each is forced to disk (fsync). Ours is hashed besides (SHA-256)."
        )
