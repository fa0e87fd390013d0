"""How long a person, or cron, waits before anything happens."""

import re
from datetime import datetime, timezone
from pathlib import Path
from statistics import median

from harness.ground import EVCLINIC, PERIOD, REPLICA, Ground, cluster, fresh_folder, query
from harness.measure import Command, by_turns, middle
from harness.table import Section, milliseconds, verdict

VERSION_SECONDS_MAX = 0.030
FIRST_ROW_SECONDS_MAX = 0.100
LINES = 30
RUNS = 20
# What the job streams, and nothing else, is copied.
STREAMED = re.compile(r"^(\S+ \S+) UTC .* duration: [\d.]+ ms +statement: COPY \(", re.MULTILINE)


def measure(_ground, _lines, _rounds):
    start = Start()
    samples = by_turns(RUNS, version=start.version, run=start.run)
    section = Section(
        "start",
        "Start",
        "Asked: `evclinic --version` under 30 ms; the first row of a run asked from cron under "
        "100 ms.",
        ("cold process, bare environment", "wall", "client CPU", "asked"),
    )
    versions, runs = ([sample.wall for sample in samples[name]] for name in ("version", "run"))
    cpu = {name: [sample.cpu for sample in samples[name]] for name in samples}
    firsts = start.firsts[-RUNS:]
    section.add(
        "`evclinic --version`",
        middle(versions, milliseconds),
        middle(cpu["version"], milliseconds),
        f"< 30 ms: {verdict(median(versions) < VERSION_SECONDS_MAX)}",
    )
    section.add(
        "`evclinic run`, until its first rows",
        middle(firsts, milliseconds),
        "",
        f"< 100 ms: {verdict(median(firsts) < FIRST_ROW_SECONDS_MAX)}",
    )
    section.add(
        f"`evclinic run`, whole run over {LINES} lines",
        middle(runs, milliseconds),
        middle(cpu["run"], milliseconds),
        "",
    )
    section.notes.append(
        f"{RUNS} runs each, by turns. “First rows”: from the start of the process until the "
        "replica's log says that the streamed statement over these few lines is over, so an upper "
        "bound. The claim and its fence on the primary, which wait for the disk, lie before it."
    )
    return section


class Start:
    """A database so small that nothing but the way to it takes time."""

    def __init__(self):
        self.ground = Ground("evclinic_start")
        self.ground.ensure_lines(LINES)
        self.log = Path(cluster("log", REPLICA).strip())
        self.folder = fresh_folder("start")
        self.firsts = []
        name = self.ground.database
        query(self.ground.primary, f"ALTER DATABASE {name} SET log_min_duration_statement = 0")
        self.ground.wait_for_replica()

    def version(self):
        return self._measure("--version")

    def run(self):
        self.ground.forget_runs()
        _, slug = self.ground.clinic()
        out = fresh_folder("start-out")
        seen = self.log.stat().st_size
        words = ("--clinic", slug, "--period", PERIOD, "--out", out)
        sample = self._measure("run", "tax-reconciliation", *words)
        self.firsts.append(self._streamed_at(seen) - sample.begun)
        return sample

    def _measure(self, *words):
        return Command([EVCLINIC, *words], self.ground.environment, self.folder, (0, 2)).measure()

    def _streamed_at(self, offset):
        """When the replica had sent the streamed rows, by its log from an offset on."""
        with open(self.log, encoding="utf-8", errors="replace") as file:
            file.seek(offset)
            found = STREAMED.search(file.read())
        if not found:
            raise SystemExit(f"bench: {self.log} says nothing of a streamed statement")
        moment = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S.%f")
        return moment.replace(tzinfo=timezone.utc).timestamp()
