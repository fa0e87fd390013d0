"""`evclinic db seed`: a clinic's world into an empty schema, with its keys and indexes."""

from statistics import median

from harness.ground import fresh_folder
from harness.measure import Command, middle, progress
from harness.table import Section, grouped, mebibytes, seconds, verdict

LINES_A_SECOND_MIN = 30_000
# A load is long and warms nothing that the next one uses.
ROUNDS_MAX = 3


def measure(ground, lines, rounds):
    folder = fresh_folder("seed")
    command = Command(ground.seed_words(lines), ground.environment, folder)

    samples = []
    for number in range(min(rounds, ROUNDS_MAX)):
        progress(f"seed, run {number + 1}")
        samples.append(command.measure())
        ground.wait_for_replica()
    progress("")
    speeds = [lines / sample.wall for sample in samples]
    section = Section(
        "seed",
        f"Seed: {grouped(lines)} invoice lines with all that belongs to them",
        "Asked: at least 30,000 lines a second, constraints and indexes included, on two cores.",
        ("whole process", "wall", "client CPU", "peak memory", "lines a second"),
    )
    section.add(
        "`evclinic db seed`",
        middle((sample.wall for sample in samples), seconds),
        middle((sample.cpu for sample in samples), seconds),
        mebibytes(max(sample.peak for sample in samples)),
        middle(speeds, grouped),
    )
    section.notes += [
        f"Asked ≥ 30,000 lines a second: {verdict(median(speeds) >= LINES_A_SECOND_MIN)}.",
        f"Its own last line: {samples[-1].output.strip().splitlines()[-1]}. `--replace` "
        "removes what was there first; the servers wait for the disk (`scripts/cluster up "
        "--durable`); the standby replays beside the load.",
    ]
    return section
