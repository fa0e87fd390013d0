"""Measures commands by turns: A B A B, so that a slow minute of the machine hits them all."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

STOPWATCH = Path(__file__).with_name("stopwatch.py")


@dataclass(frozen=True)
class Sample:
    """One run: when it began (seconds since 1970), seconds, bytes, and what it printed."""

    begun: float
    wall: float
    cpu: float
    peak: int
    output: str


@dataclass(frozen=True)
class Command:
    """A command and where it runs; `statuses` are the exit statuses that count as done."""

    words: list
    environment: dict
    folder: Path
    statuses: tuple = (0,)

    def measure(self):
        output = self.folder / "stdout"
        words = [sys.executable, "-I", "-S", STOPWATCH, output, *self.words]
        # What earlier runs left to write must not hold up this one.
        os.sync()
        watch = subprocess.run(
            [str(word) for word in words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        status, *numbers = watch.stdout.split() or [None]
        if status is None or int(status) not in self.statuses:
            raise SystemExit(f"bench: {self.words[0]} failed ({status}):\n{watch.stderr}")
        begun, wall, user, system, peak = map(float, numbers)
        return Sample(begun, wall, user + system, int(peak) * 1024, output.read_text())


def by_turns(rounds, **sides):
    """Runs each side `rounds` times by turns, and once before to warm up; samples by side.

    A side is a function without arguments that prepares, measures, and returns a sample.
    """
    samples = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            progress(f"{name}, " + (f"run {number} of {rounds}" if number else "warm-up"))
            sample = side()
            if number > 0:
                samples[name].append(sample)
    progress("")
    return samples


def ratios(samples, one, other, what):
    """The quotients of a quantity, pair by pair of the runs that stood next to each other."""
    pairs = zip(samples[one], samples[other])
    return [getattr(first, what) / getattr(second, what) for first, second in pairs]


def middle(numbers, form):
    """Median and range in the form given: `1.20 s (1.15–1.31)`."""
    numbers = list(numbers)
    low, high = (form(end(numbers)).rstrip(" ms×") for end in (min, max))
    return f"{form(median(numbers))} ({low}–{high})"


def progress(words):
    """One line on a terminal that the next one replaces; nothing elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.flush()
