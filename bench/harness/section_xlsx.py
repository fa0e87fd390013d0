"""Ten columns from a replica to a workbook on disk: ours beside psql's CSV, C on libxlsxwriter, and Python's writers."""

from statistics import median

from harness.build import BENCH, product, python, xlsx_floor
from harness.ground import fresh_folder, query
from harness.measure import Command, by_turns, middle, progress, ratios
from harness.section_csv import flatness, one_line
from harness.table import Section, grouped, mebibytes, seconds, times, verdict

SMALL = 200_000
CSV_RATIO_MAX = 1.25
FASTER_MIN = 8
PEAK_MAX = 48 * 1024 * 1024
SIZE_RATIO_MAX = 1.3
# Each is peers/xlsx_NAME.py, which takes URL CLINIC QUERY FILE as the floor does.
PEERS = {"rustpy": "rustpy-xlsxwriter", "turbo": "xlsxturbo", "xlsxwriter": "XlsxWriter"}
WORDS = {"ours": "`bench-sheets`", "psql": "`psql \\copy` to CSV", "floor": "libxlsxwriter in C"} | PEERS
ENGINE_SIZES = (100, 300, 1_000, 3_000, 10_000)


def measure(ground, lines, rounds):
    ground.ensure_lines(lines)
    export = Export(ground)
    section = Section(
        "xlsx",
        f"XLSX: {grouped(SMALL)} and {grouped(lines)} rows of ten columns, replica to a workbook on disk",
        "Asked: at most 1.25 × `psql \\copy` to CSV of the same rows; at least 8 × as fast as the fastest of the other "
        "writers; under 48 MiB, flat from a tenth of the rows to ten times as many; a file at most 1.3 × XlsxWriter's.",
        ("rows, whole process", "wall", "client CPU", "peak memory", "file"),
    )
    measure_size(section, export, min(SMALL, lines), ("ours", "psql", "floor", *PEERS), rounds)
    if lines > SMALL:
        measure_size(section, export, lines, ("ours", "psql", "floor", "rustpy", "turbo"), rounds)
    note_memory(section, export, lines)
    note_engines(section, export, rounds)
    fresh_folder(export.folder.name)
    return section


def measure_size(section, export, rows, names, rounds):
    samples = by_turns(rounds, **{name: export.side(name, rows) for name in names})
    for name in names:
        section.add(
            f"{grouped(rows)}, {WORDS[name]}",
            middle((sample.wall for sample in samples[name]), seconds),
            middle((sample.cpu for sample in samples[name]), seconds),
            mebibytes(max(sample.peak for sample in samples[name])),
            f"{export.size(name) / 2**20:.1f} MiB",
        )
    note(section, export, rows, samples)
    section.notes.append(export.compare([name for name in names if name != "psql"], rows))


def note(section, export, rows, samples):
    csv = ratios(samples, "ours", "psql", "wall")
    others = [name for name in samples if name not in ("ours", "psql")]
    fastest = min(others, key=lambda name: median(sample.wall for sample in samples[name]))
    faster = ratios(samples, fastest, "ours", "wall")
    section.notes.append(
        f"{grouped(rows)} rows, wall, pair by pair: ours ÷ CSV {middle(csv, times)}, asked ≤ 1.25: "
        f"{verdict(median(csv) <= CSV_RATIO_MAX)}; {WORDS[fastest]}, the fastest other, ÷ ours {middle(faster, times)}, "
        f"asked ≥ 8: {verdict(median(faster) >= FASTER_MIN)}."
    )
    if "xlsxwriter" in samples:
        size = export.size("ours") / export.size("xlsxwriter")
        section.notes.append(f"File, ours ÷ XlsxWriter's: {size:.2f} ×, asked ≤ 1.3: {verdict(size <= SIZE_RATIO_MAX)}.")


def note_memory(section, export, lines):
    peaks = []
    for rows in (lines // 10, lines, lines * 10):
        progress(f"memory at {grouped(rows)} rows")
        peaks.append((rows, export.side("ours", rows)().peak))
    progress("")
    section.notes.append(flatness(peaks, PEAK_MAX))


def note_engines(section, export, rounds):
    """From how many rows on our own rows are faster than libxlsxwriter's."""
    shown = []
    for rows in ENGINE_SIZES:
        sides = {
            name: export.side("ours", rows, "--engine", name) for name in ("bulk", "libxlsxwriter")
        }
        samples = by_turns(rounds, **sides)
        ratio = ratios(samples, "bulk", "libxlsxwriter", "cpu")
        shown.append(f"{grouped(rows)} rows {middle(ratio, times)}")
    section.notes.append(f"Client CPU, our rows ÷ libxlsxwriter's, whole process: {', '.join(shown)}.")


class Export:
    """The same rows of the same replica into a workbook, by each program.

    They lie in a table of their own, made of csv/query.sql: the server has little to do but send them.
    """

    def __init__(self, ground):
        self.ground = ground
        self.clinic, _ = ground.clinic()
        self.python = python()
        self.programs = {"floor": [xlsx_floor()], "ours": [product("bench-sheets")]}
        self.programs |= {name: [self.python, "-m", f"peers.xlsx_{name}"] for name in PEERS}
        self.folder = fresh_folder("xlsx")
        self._lay_down()

    def _lay_down(self):
        lines = one_line((BENCH / "csv" / "query.sql").read_text())
        query(
            self.ground.primary,
            f"SET evclinic.clinic = '{self.clinic}'; DROP TABLE IF EXISTS public.bench_lines; "
            f"CREATE TABLE public.bench_lines AS {lines}; ALTER TABLE public.bench_lines ADD PRIMARY KEY (id); "
            "GRANT SELECT ON public.bench_lines TO PUBLIC; ANALYZE public.bench_lines",
        )
        self.ground.wait_for_replica()
        self.count = int(query(self.ground.replica, "SELECT count(*) FROM public.bench_lines"))

    def _query(self, rows):
        one = "SELECT * FROM public.bench_lines ORDER BY id"
        if rows <= self.count:
            return f"{one} LIMIT {rows}"
        return " UNION ALL ".join([f"({one})"] * (rows // self.count))

    def path(self, name):
        return self.folder / f"{name}.{'csv' if name == 'psql' else 'xlsx'}"

    def size(self, name):
        return self.path(name).stat().st_size

    def side(self, name, rows, *more):
        words = self.psql(rows) if name == "psql" else [
            *self.programs[name], self.ground.replica, self.clinic, self._query(rows), self.path(name), *more
        ]
        return lambda: self._measure(name, words)

    def psql(self, rows):
        copy = f"\\copy ({self._query(rows)}) TO '{self.path('psql')}' WITH (FORMAT csv, HEADER)"
        return ["psql", self.ground.replica, "-Xq", "-c", copy]

    def _measure(self, name, words):
        self.path(name).unlink(missing_ok=True)
        environment = self.ground.environment | {"PYTHONPATH": str(BENCH)}
        return Command(words, environment, self.folder).measure()

    def compare(self, names, rows):
        """Says that every cell of each workbook is the same as in ours, or ends the bench."""
        for name in names[1:]:
            progress(f"{name}, cell by cell")
            words = [self.python, "-m", "peers.xlsx_same", self.path(names[0]), self.path(name), "id", rows]
            Command(words, {"PYTHONPATH": str(BENCH)}, self.folder).measure()
        progress("")
        return (
            f"All workbooks of {grouped(rows)} rows were read back with calamine: every cell of the same kind and value. Each "
            "has a bold header that stays in sight and filters, days as days, and numbers with their format; each is "
            "forced to disk (fsync). Ours has widths that fit, and is hashed besides (SHA-256)."
        )
