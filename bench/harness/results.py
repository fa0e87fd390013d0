"""Keeps each section's latest result, and makes `results.md` of them."""

from harness.build import BENCH
from harness.ground import BUILD

ORDER = ("start", "seed", "csv", "tax")
KEPT = BUILD / "results"


def save(section, facts):
    """Keeps a section with the facts of its own run."""
    KEPT.mkdir(parents=True, exist_ok=True)
    measured = f"- Measured {facts['Date']} at commit {facts['Commit']}.\n"
    (KEPT / f"{section.name}.md").write_text(section.markdown() + measured)
    (KEPT / "facts.md").write_text("\n".join(f"- {name}: {value}" for name, value in facts.items()))


def assemble():
    """Writes `bench/results.md` from what was kept."""
    parts = [
        "# Results",
        "Made by `bench/run`; bench/README.md says what is measured and how to read it.",
        (KEPT / "facts.md").read_text(),
    ]
    found = [KEPT / f"{name}.md" for name in ORDER]
    parts += [path.read_text().rstrip() for path in found if path.exists()]
    (BENCH / "results.md").write_text("\n\n".join(parts) + "\n")
