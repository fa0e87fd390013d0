"""Log lines: through swift-log into rotating files, beside a `write` a line in C."""

import os
import re
import subprocess
from statistics import median

from harness.build import logs_allocations, logs_floor, product
from harness.ground import fresh_folder
from harness.measure import Command, by_turns, middle
from harness.table import Section, grouped, mebibytes, times, verdict

LINES = 1_000_000
THREADS = 4
BLOCK = 256
ALONE_RATIO_MIN = 0.3
THREADS_RATIO_MIN = 0.5
DISABLED_NANOSECONDS_MAX = 20
# What winston 3 manages on this kind of machine, at best; asked is twice that.
WINSTON_LINES_A_SECOND = 175_000


def measure(_ground, _lines, rounds):
    bench = Bench()
    samples = by_turns(
        max(rounds, 5),
        floor=bench.floor,
        alone=bench.alone,
        threads=bench.threads,
        blocks=bench.blocks,
        disabled=bench.disabled,
    )
    each = {name: [nanoseconds(sample) for sample in samples[name]] for name in samples}
    more = bench.alone(4 * LINES)
    section = Section(
        "logs",
        "Logs",
        f"Asked: a write a line at least {ALONE_RATIO_MIN} × the same in C, {THREADS} threads at "
        f"least {THREADS_RATIO_MIN} ×; a level that is off under {DISABLED_NANOSECONDS_MAX} ns "
        "without an allocation; twice winston's speed.",
        ("lines of 233 bytes with seven fields", "ns a line", "lines a second", "÷ floor", "peak", ""),
    )

    def row(title, name, asked=""):
        values = each[name]
        share = [floor / value for floor, value in zip(each["floor"], values)]
        section.add(
            title,
            middle(values, grouped),
            grouped(1e9 / median(values)),
            middle(share, times),
            mebibytes(median(sample.peak for sample in samples[name])),
            asked,
        )
        return median(share)

    row("floor in C, a `write` a line", "floor")
    row(f"the same, {BLOCK} lines a `write`", "blocks")
    is_met = row("ours, one thread", "alone") >= ALONE_RATIO_MIN
    section.rows[-1][-1] = f"≥ {ALONE_RATIO_MIN} ×: {verdict(is_met)}"
    is_met = row(f"ours, {THREADS} threads", "threads") >= THREADS_RATIO_MIN
    section.rows[-1][-1] = f"≥ {THREADS_RATIO_MIN} ×: {verdict(is_met)}"
    few, many = bench.allocations(1000), bench.allocations(1_000_000)
    is_met = median(each["disabled"]) < DISABLED_NANOSECONDS_MAX and few == many
    section.add(
        "a level that is off",
        middle(each["disabled"], grouped),
        "",
        "",
        "",
        f"< {DISABLED_NANOSECONDS_MAX} ns, no allocation: {verdict(is_met)}",
    )
    speed = 1e9 / median(each["alone"])
    section.notes += [
        f"Each line is in the file when its logger returns. Winston's best here is "
        f"{grouped(WINSTON_LINES_A_SECOND)} lines a second, and it keeps them in memory; asked is "
        f"twice that: {verdict(speed >= 2 * WINSTON_LINES_A_SECOND)}.",
        f"A million calls of a level that is off allocate {many - few} times more than a thousand.",
        f"Memory is flat: {mebibytes(more.peak)} after four times the lines. Files of 64 MiB.",
    ]
    return section


def nanoseconds(sample):
    return int(re.match(r"\d+", sample.output)[0])


class Bench:
    """A folder on the disk of the checkout, new for each measurement."""

    def __init__(self):
        self.program = product("bench-logs")
        self.c = logs_floor()
        self.counter = logs_allocations()

    def floor(self):
        folder = fresh_folder("logs")
        return self._measure(folder, self.c, folder / "log", LINES, 1)

    def blocks(self):
        folder = fresh_folder("logs")
        return self._measure(folder, self.c, folder / "log", LINES // BLOCK * BLOCK, BLOCK)

    def alone(self, lines=LINES):
        folder = fresh_folder("logs")
        return self._measure(folder, self.program, "line", folder / "logs", lines, 1)

    def threads(self):
        folder = fresh_folder("logs")
        return self._measure(folder, self.program, "line", folder / "logs", LINES, THREADS)

    def disabled(self):
        folder = fresh_folder("logs")
        return self._measure(folder, self.program, "disabled", folder / "logs", 10 * LINES, 1)

    def allocations(self, lines):
        folder = fresh_folder("logs")
        words = [self.program, "disabled", folder / "logs", lines, 1]
        environment = dict(os.environ, LD_PRELOAD=str(self.counter))
        told = subprocess.run(
            [str(word) for word in words],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stderr
        return int(told.split()[0])

    @staticmethod
    def _measure(folder, *words):
        return Command(list(words), dict(os.environ), folder).measure()
