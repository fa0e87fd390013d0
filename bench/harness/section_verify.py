"""`evclinic verify`: signature, hashes, rows and control totals of CSV files, beside what only hashes."""

import hashlib
import json
from pathlib import Path
from statistics import median

from harness.ground import EVCLINIC, PERIOD, Ground, fresh_folder, output
from harness.measure import Command, by_turns, middle, progress, ratios
from harness.table import Section, grouped, mebibytes, times, verdict

RATE_MIN = 300e6
PEAK_MAX = 32 * 1024 * 1024
LINES = 30
HEADER = "Number,Issued,Tax point,Payer,Service,Currency,Net,Rate %,Tax,Gross"


def measure(_ground, lines, rounds):
    proof = Proof(lines)
    sides = {
        "one": lambda: proof.verify("one"),
        "four": lambda: proof.verify("four"),
        "openssl": lambda: proof.hash("openssl", "dgst", "-sha256"),
        "sha256sum": lambda: proof.hash("sha256sum"),
    }
    samples = by_turns(rounds, **sides)
    section = Section(
        "verify",
        f"Verify: {grouped(proof.bytes / 1e6)} MB of CSV, {grouped(proof.rows)} rows of ten columns",
        "Asked: at least 300 MB of CSV a second; memory that does not grow with the files.",
        ("whole process", "wall", "client CPU", "peak memory", "MB a second"),
    )
    titles = {
        "one": "`evclinic verify`, one file",
        "four": "`evclinic verify`, the same in four files, two threads",
        "openssl": "`openssl dgst -sha256`, one file",
        "sha256sum": "`sha256sum`, one file",
    }
    for name, title in titles.items():
        section.add_samples(title, samples[name])
        section.rows[-1].append(middle(rates(proof, samples[name]), grouped))
    for name in ("one", "four"):
        floor = middle(ratios(samples, name, "openssl", "wall"), times)
        peer = middle(ratios(samples, name, "sha256sum", "wall"), times)
        least = median(rates(proof, samples[name])) * 1e6 >= RATE_MIN
        section.notes.append(
            f"{titles[name]}: wall ÷ openssl {floor}, ÷ sha256sum {peer}; asked ≥ 300 MB/s: "
            f"{verdict(least)}."
        )
    peak = max(sample.peak for sample in samples["one"])
    small = proof.verify("small").peak
    section.notes += [
        f"Peak memory {mebibytes(peak)}, over a tenth of the rows {mebibytes(small)}; below 32 MiB: "
        f"{verdict(peak < PEAK_MAX)}.",
        "Ours hashes, finds every record and adds up three columns by currency from the same bytes; "
        "both others hash and nothing else. All files are in the page cache. A tenth field in quotes "
        "holds commas and quotes. The manifest was signed by openssl.",
    ]
    fresh_folder("verify")
    return section


def rates(proof, samples):
    return [proof.bytes / 1e6 / sample.wall for sample in samples]


class Proof:
    """Reports made for the bench: a real run's facts, files of our own, signed by openssl."""

    def __init__(self, lines):
        self.folder = fresh_folder("verify")
        ground = Ground("evclinic_verify")
        ground.ensure_lines(LINES)
        ground.forget_runs()
        self.environment = ground.environment | {"KEYS_DIR": str(self.folder / "keys")}
        self._run("keys", "new")
        _, slug = ground.clinic()
        words = ("--clinic", slug, "--period", PERIOD, "--format", "csv")
        self._run("run", "tax-reconciliation", *words, "--out", self.folder / "real", statuses=(0, 2))
        [made] = (self.folder / "real").rglob("*.manifest.json")
        self.stem, self.facts = made.name.removesuffix(".manifest.json"), json.loads(made.read_text())
        progress("writing CSV")
        part = Part(max(lines // 4, 1000))
        self.bytes = self._reports("one", part, [12])
        self._reports("four", part, [3, 3, 3, 3])
        self._reports("small", part, [1])
        self.rows = part.rows * 12

    def verify(self, name):
        words = [EVCLINIC, "verify", self.folder / name]
        return Command(words, self.environment, self.folder).measure()

    def hash(self, *words):
        [path] = (self.folder / "one").glob("*.csv")
        return Command([*words, path], self.environment, self.folder).measure()

    def _reports(self, name, part, files):
        """A folder of CSV files, each so many times the part, and their signed manifest."""
        folder = self.folder / name
        folder.mkdir()
        listed = [self._file(folder, part, number, times) for number, times in enumerate(files)]
        manifest = folder / f"{self.stem}.manifest.json"
        manifest.write_text(json.dumps(self.facts | {"files": listed, "onRequest": []}))
        [key] = Path(self.environment["KEYS_DIR"]).glob("*.key.pem")
        signing = ["-sign", "-inkey", key, "-rawin", "-in", manifest, "-out", f"{manifest}.sig"]
        output(["openssl", "pkeyutl", *signing])
        return sum(entry["bytes"] for entry in listed)

    def _file(self, folder, part, number, times):
        path = folder / f"{self.stem}-part-{number}.csv"
        digest = hashlib.sha256()
        with open(path, "wb") as file:
            for piece in [(HEADER + "\r\n").encode(), *[part.bytes] * times]:
                file.write(piece)
                digest.update(piece)
        return {
            "name": path.name,
            "role": f"csv:part-{number}",
            "sha256": digest.hexdigest(),
            "bytes": path.stat().st_size,
            "rows": part.rows * times,
            "controls": part.controls(times),
        }

    def _run(self, *words, statuses=(0,)):
        Command([EVCLINIC, *words], self.environment, self.folder, statuses).measure()


class Part:
    """Rows of a sales register, and what their columns add up to in cents."""

    def __init__(self, rows):
        self.rows = rows
        self.sums = {(column, code): 0 for column in (6, 8, 9) for code in ("EUR", "USD")}
        lines = []
        for row in range(rows):
            code = "EUR" if row % 3 else "USD"
            net, tax = row * 7919 % 90_000 + 100, row * 104_729 % 9_000
            for column, amount in ((6, net), (8, tax), (9, net + tax)):
                self.sums[column, code] += amount
            payer = f'"Payer {row}, ""Ltd"""' if row % 10 == 0 else f"Payer {row:07}"
            lines.append(
                f"HD26-{row:07},2026-10-{row % 28 + 1:02},2026-10-{row % 28 + 1:02},{payer},"
                f"Consultation,{code},{plain(net)},8.25,{plain(tax)},{plain(net + tax)}\r\n"
            )
        self.bytes = "".join(lines).encode()

    def controls(self, times):
        names = HEADER.split(",")
        totals = [
            {"column": names[column], "position": column, "currency": code, "sum": plain(sum * times)}
            for (column, code), sum in self.sums.items()
        ]
        return {"currencyPosition": 5, "totals": totals}


def plain(cents):
    return f"{cents // 100}.{cents % 100:02}"
