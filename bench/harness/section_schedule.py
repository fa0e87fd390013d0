"""`evclinic schedule next` beside croniter: the next firing of each of ten thousand schedules."""

import json
import os
from datetime import datetime
from statistics import median

from harness import clock_changes
from harness.build import BENCH, python
from harness.ground import EVCLINIC, fresh_folder
from harness.measure import Command, by_turns, middle, ratios
from harness.schedules import schedules
from harness.table import Section, grouped, mebibytes, milliseconds, times, verdict

COUNT = 10_000
RATIO_MIN = 50
# Both are short; more runs cost seconds.
ROUNDS_MIN = 10


def measure(_ground, _lines, rounds):
    peers = Peers()
    rounds = max(rounds, ROUNDS_MIN)
    samples = by_turns(
        rounds,
        ours=lambda: peers.ours(peers.full),
        croniter=lambda: peers.croniter(peers.full),
        idle=lambda: peers.ours(peers.empty),
        croniter_idle=lambda: peers.croniter(peers.empty),
    )
    section = Section(
        "schedule",
        f"Schedule: the next firing of {grouped(COUNT)} expressions in {peers.zones} zones",
        f"Asked: at least {RATIO_MIN} × faster than croniter.",
        ("whole process", "wall", "client CPU", "peak memory"),
    )
    words = {
        "ours": "`evclinic schedule next`",
        "croniter": "Python with croniter",
        "idle": "`evclinic schedule next`, no line",
        "croniter_idle": "Python with croniter, no line",
    }
    for name, title in words.items():
        section.add(
            title,
            middle((sample.wall for sample in samples[name]), milliseconds),
            middle((sample.cpu for sample in samples[name]), milliseconds),
            mebibytes(max(sample.peak for sample in samples[name])),
        )
    note(section, samples, rounds)
    section.notes += [peers.compare(samples), peers.compare_changes()]
    return section


def note(section, samples, rounds):
    wall = ratios(samples, "croniter", "ours", "wall")
    cpu = ratios(samples, "croniter", "ours", "cpu")
    lines = [
        (theirs.wall - their_idle.wall) / (ours.wall - idle.wall)
        for theirs, their_idle, ours, idle in zip(
            samples["croniter"], samples["croniter_idle"], samples["ours"], samples["idle"]
        )
    ]
    section.notes += [
        f"Wall, croniter ÷ evclinic, pair by pair of {rounds}: {middle(wall, times)}; asked ≥ "
        f"{RATIO_MIN}: {verdict(median(wall) >= RATIO_MIN)}. CPU: {middle(cpu, times)}.",
        f"The same without what each takes to start and end: {middle(lines, times)}.",
    ]


class Peers:
    """The two programs, and the lines that both read."""

    def __init__(self):
        self.program = python()
        self.folder = fresh_folder("schedule")
        self.lines = list(schedules(COUNT))
        self.zones = len({line["zone"] for line in self.lines})
        self.full = self._write("lines.jsonl", self.lines)
        self.empty = self._write("empty.jsonl", [])

    def _write(self, name, lines):
        path = self.folder / name
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        return path

    def ours(self, path):
        return self._measure(path, EVCLINIC, "schedule", "next")

    def croniter(self, path):
        return self._measure(path, self.program, "-m", "peers.schedule_next")

    def _measure(self, path, *words):
        # The shell only opens the file and becomes the program; it does so for both.
        command = ["/bin/sh", "-c", 'exec "$@" < "$0"', path, *words]
        environment = {"PATH": os.defpath, "PYTHONPATH": str(BENCH)}
        return Command(command, environment, self.folder).measure()

    def compare(self, samples):
        """Says that both gave the same firings, or ends the bench."""
        ours, theirs = (samples[name][-1].output for name in ("ours", "croniter"))
        odd = [row for row in rows(self.lines, ours, theirs) if row[1] != row[2]]
        if odd:
            raise SystemExit(f"bench: ours and croniter's firings differ, first {odd[0]}")
        return f"Both gave the same {grouped(len(self.lines))} firings."

    def compare_changes(self):
        lines = list(clock_changes.lines())
        path = self._write("changes.jsonl", lines)
        return clock_changes.summary(
            rows(lines, self.ours(path).output, self.croniter(path).output)
        )


def rows(lines, ours, theirs):
    """Each line with the second of our firing and of theirs."""
    answers = [json.loads(text)["firings"][0] for text in ours.splitlines()]
    seconds = [int(datetime.fromisoformat(answer).timestamp()) for answer in answers]
    others = [int(text) for text in theirs.splitlines()]
    return list(zip(lines, seconds, others, strict=True))
