"""A section of the results: what was asked, a table that aligns, and notes, as Markdown."""

from dataclasses import dataclass, field

from harness.measure import middle

# The stopwatch's own: less cannot be told apart.
PEAK_KNOWN_FROM = 10 * 1024 * 1024


@dataclass
class Section:
    name: str
    title: str
    asked: str
    header: tuple
    rows: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def add(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def add_samples(self, title, samples):
        """A row of wall, processor time and peak memory of one side."""
        self.add(
            title,
            middle((sample.wall for sample in samples), seconds),
            middle((sample.cpu for sample in samples), seconds),
            mebibytes(max(sample.peak for sample in samples)),
        )

    def markdown(self):
        parts = [f"## {self.title}", self.asked, self._table()]
        parts += [f"- {note}" for note in self.notes[:1]]
        text = "\n\n".join(parts)
        return text + "".join(f"\n- {note}" for note in self.notes[1:]) + "\n"

    def _table(self):
        rows = [list(self.header), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.header))]
        lines = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
            for row in rows
        ]
        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        return "\n".join([lines[0], rule, *lines[1:]])


def seconds(value):
    return f"{value:.2f} s"


def milliseconds(value):
    return f"{value * 1000:.1f} ms"


def mebibytes(value):
    if value < PEAK_KNOWN_FROM:
        return "< 10 MiB"
    return f"{value / 1024 / 1024:.1f} MiB"


def times(value):
    return f"{value:.2f}×"


def grouped(value):
    return f"{value:,.0f}"


def verdict(is_met):
    return "met" if is_met else "**missed**"
