"""Keeps each section's latest result in `results.md`."""

import re

from harness.build import BENCH

ORDER = ("start", "schedule", "tick", "queue", "logs", "seed", "csv", "xlsx", "tax", "reconcile", "pack", "verify", "audit", "rollup")
RESULTS = BENCH / "results.md"
HEAD = """# Results

Made by `bench/run`; bench/README.md says what is measured and how to read it.
"""


def save(section, facts):
    """Puts a section in the place of its last result, with the facts of its own run on top.

    What other sections say stays as it is, also in a fresh checkout.
    """
    known = sections()
    measured = f"- Measured {facts['Date']} at commit {facts['Commit']}.\n"
    known[section.name] = section.markdown() + measured
    shown = "\n".join(f"- {name}: {value}" for name, value in facts.items()) + "\n"
    parts = [HEAD, shown, *(known[name] for name in ORDER if name in known)]
    RESULTS.write_text("\n".join(parts))


def sections():
    """Each section's text by its name, which is the first word of its title."""
    text = RESULTS.read_text() if RESULTS.exists() else ""
    found = re.findall(r"^## (\w+).*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {name.lower(): part.rstrip() + "\n" for name, part in zip(found, parts)}
