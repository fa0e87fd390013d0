"""`evclinic tick`: how long it takes to make runs of what is due, by how much is due and exists."""

import fcntl
from statistics import median

from harness.ground import EVCLINIC, REPLICA, Ground, cluster, fresh_folder, query
from harness.measure import Command, middle, progress
from harness.table import Section, grouped, mebibytes, milliseconds, verdict

CLINICS, JOBS = 1_000, 20
SECONDS_MAX = 2
# How many of the jobs are due, over how many clinics that there are.
CASES = ((0, 1_000), (5, 1_000), (10, 1_000), (20, 1_000), (4, 5_000))

JOB = """kind: tax.reconcile
schedule: "0 0 * * *"
zone: UTC
runs_for: active_clinics
period: previous_day
catch_up: latest
limits: { timeout_seconds: 900, attempts: 5, max_staleness_seconds: 30 }
files: { formats: [csv] }
"""


def measure(_ground, _lines, rounds):
    world = World()
    # A standby's place is another machine; here it writes to the same disk, with the same cores.
    cluster("stop", REPLICA)
    try:
        return section(world, rounds)
    finally:
        cluster("start", REPLICA)


def section(world, rounds):
    result = Section(
        "tick",
        f"Tick: {grouped(CLINICS)} clinics × {JOBS} jobs due",
        f"Asked: under {SECONDS_MAX} s, and linear in what is due, not in what exists.",
        ("due", "clinics × jobs planned", "wall", "client CPU", "peak memory", "ms a due run"),
    )
    medians = {}
    for jobs, clinics in CASES:
        samples = world.samples(jobs, clinics, rounds)
        due = jobs * clinics
        walls = [sample.wall for sample in samples]
        medians[jobs, clinics] = median(walls)
        idle = medians[0, CLINICS]
        result.add(
            grouped(due),
            f"{grouped(clinics)} × {JOBS}",
            middle(walls, milliseconds),
            middle((sample.cpu for sample in samples), milliseconds),
            mebibytes(max(sample.peak for sample in samples)),
            f"{(median(walls) - idle) * 1000 / due:.3f}" if due else "–",
        )
    result.notes += notes(medians)
    return result


def notes(medians):
    idle, half, whole = (medians[jobs, CLINICS] for jobs in (0, 10, 20))
    wide = medians[4, 5_000]
    growth, width = (whole - idle) / (half - idle), wide / whole
    return [
        f"Whole process, planning only: another tick is at work, which performs. {grouped(20_000)} "
        f"due in {whole * 1000:.0f} ms; asked under {SECONDS_MAX} s: {verdict(whole < SECONDS_MAX)}.",
        f"Twice as many due take {growth:.2f} × as long; asked linear: {verdict(growth < 2.2)}. As many "
        f"due among five times as many that exist take {width:.2f} × as long: {verdict(width < 1.3)}.",
        "Each due time becomes a run in the ledger and a place in the queue, and the next one of "
        "its job and clinic is planned in the same tick, as on any midnight. The primary is alone.",
    ]


class World:
    """Clinics without books, and job files that fire at midnight."""

    def __init__(self):
        self.ground = Ground("evclinic_tick")
        self.folder = fresh_folder("tick")
        (self.folder / "jobs").mkdir()
        for number in range(JOBS):
            (self.folder / "jobs" / f"job-{number:02}.yaml").write_text(JOB)
        self.out = self.folder / "out"
        self.out.mkdir()
        # Held as a tick at work holds it, so that the one that is measured only plans.
        self.lock = open(self.out / ".evclinic-tick", "w", encoding="utf-8")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.environment = self.ground.environment | {
            "EVCLINIC_ROOT": str(self.folder),
            "OUTPUT_DIR": str(self.out),
        }

    def samples(self, jobs, clinics, rounds):
        self._populate(clinics)
        samples = []
        for number in range(rounds + 1):
            progress(f"tick, {jobs} of {JOBS} jobs due, {clinics} clinics, run {number} of {rounds}")
            self._make_due(jobs)
            sample = self._tick()
            queued = int(query(self.ground.primary, "SELECT count(*) FROM worker.queue"))
            if queued != jobs * clinics:
                raise SystemExit(f"bench: {queued} runs queued, {jobs * clinics} were due")
            if number > 0:
                samples.append(sample)
        progress("")
        return samples

    def _tick(self):
        command = Command([EVCLINIC, "tick", "--json"], self.environment, self.folder)
        return command.measure()

    def _populate(self, clinics):
        """Clinics without books; a first tick plans each job for each."""
        self._sql(
            "TRUNCATE worker.run, worker.schedule_slot, worker.schedule_cursor,"
            " worker.schedule_plan CASCADE;"
            "DELETE FROM clinic.clinic; DELETE FROM clinic.legal_entity;"
            "INSERT INTO clinic.legal_entity VALUES (1, 'Bench', 'DE');"
            "INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone)"
            f" SELECT n, 'clinic-' || n, 'Clinic ' || n, 1, 'DE', 'EUR', 'Europe/Berlin'"
            f" FROM generate_series(1, {clinics}) AS n"
        )
        self._tick()

    def _make_due(self, jobs):
        """Moves the plan of some jobs so far back that their next midnight was a minute ago."""
        moved = (
            "(SELECT min(due_at) - date_trunc('second', clock_timestamp()) + interval '1 minute'"
            " FROM worker.schedule_slot WHERE state = 'expected')"
        )
        some = f"job < 'job-{jobs:02}'"
        self._sql(
            "CREATE TEMPORARY TABLE kept AS"
            " SELECT * FROM worker.schedule_slot WHERE state = 'expected';"
            "TRUNCATE worker.run CASCADE;"
            "INSERT INTO worker.schedule_slot SELECT * FROM kept;"
            f"CREATE TEMPORARY TABLE back AS SELECT {moved} AS by_how_much;"
            "UPDATE worker.schedule_slot SET due_at = due_at - by_how_much"
            f" FROM back WHERE state = 'expected' AND {some};"
            "UPDATE worker.schedule_cursor SET planned_until = planned_until - by_how_much,"
            f" visit_at = visit_at - by_how_much FROM back WHERE {some}"
        )
        query(self.ground.primary, "VACUUM ANALYZE")
        query(self.ground.primary, "CHECKPOINT")

    def _sql(self, text):
        query(self.ground.primary, text)
