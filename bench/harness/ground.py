"""The database that is measured on: a cluster of its own, migrated and seeded by the worker."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from harness.measure import Command
from harness.statements import statements

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "bench" / ".build"
CLUSTER = ROOT / ".cluster-bench"
EVCLINIC = ROOT / ".build" / "release" / "evclinic"
REPLICA = "standby1"
PERIOD = "2026-10"
PERIOD_DAYS = ("2026-10-01", "2026-11-01")


class Ground:
    """One database of the private cluster, with a replica that follows it."""

    def __init__(self, database="evclinic"):
        self.database = database
        cluster("up", "--durable")
        super_url = self._url("primary", "super", "postgres")
        known = query(super_url, f"SELECT 1 FROM pg_database WHERE datname = '{database}'")
        if not known:
            query(super_url, f"CREATE DATABASE {database} OWNER evclinic_owner")
        self.primary = self._url("primary", "super", database)
        self.replica = self._url(REPLICA, "reporter", database)
        self.environment = self._environment()
        BUILD.mkdir(exist_ok=True)
        self.run("db", "migrate")

    def _url(self, server, role, database):
        return cluster("url", server, role, "--db", database).strip()

    def _environment(self):
        """As cron gives it: nothing but where things are."""
        lines = cluster("env", "--db", self.database).splitlines()
        known = dict(line.split("=", 1) for line in lines)
        wanted = ("PRIMARY_URL", "REPLICA_URLS", "MIGRATION_URL")
        return {
            "PATH": os.defpath,
            "EVCLINIC_ROOT": str(ROOT),
            "LOG_DIR": str(BUILD / "logs"),
            "OUTPUT_DIR": str(BUILD / "reports"),
        } | {key: known[key] for key in wanted}

    def run(self, *words):
        """Runs the worker and returns what it prints."""
        return output([EVCLINIC, *words], env=self.environment, cwd=BUILD)

    def seed_words(self, lines):
        options = {"--clinics": 1, "--months": 1, "--lines": lines, "--seed": 7}
        words = [word for option, value in options.items() for word in (option, str(value))]
        return [EVCLINIC, "db", "seed", *words, "--replace"]

    def ensure_lines(self, lines):
        """Seeds the database unless it holds about so many invoice lines already."""
        found = int(query(self.primary, "SELECT count(*) FROM clinic.invoice_line"))
        if found == 0 or abs(found - lines) > 50:
            output(self.seed_words(lines), env=self.environment, cwd=BUILD)
        query(self.primary, "VACUUM (ANALYZE)")
        query(self.primary, "CHECKPOINT")
        self.wait_for_replica()

    def clinic(self):
        """Id and slug of the first clinic."""
        row = query(self.primary, "SELECT id, slug FROM clinic.clinic ORDER BY id LIMIT 1")
        number, slug = row.split("|")
        return int(number), slug

    def forget_runs(self):
        """Makes the next run a first one: an unchanged result would otherwise write nothing."""
        query(self.primary, statements("Repositories/SeedRepository.swift")["forgetRuns"])
        self.wait_for_replica()

    def measure(self, folder, words, statuses=(0,), path=""):
        """Measures a command beside this ground; a run of the worker is a first one."""
        # Before every side, not ours alone: what it does to caches, it does to all.
        self.forget_runs()
        return Command(words, self.environment | {"PYTHONPATH": path}, folder, statuses).measure()

    def wait_for_replica(self):
        target = query(self.primary, "SELECT pg_current_wal_flush_lsn()")
        deadline = time.monotonic() + 300
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{target}'"
        while query(self.replica, reached) != "t":
            if time.monotonic() > deadline:
                raise SystemExit(f"bench: {REPLICA} does not follow; see scripts/cluster status")
            time.sleep(0.05)

    def version(self):
        return query(self.primary, "SHOW server_version")

    def leave(self):
        """Stops the servers; the data stays for the next time."""
        cluster("down")


def cluster(*words):
    environment = os.environ | {"EVCLINIC_CLUSTER": str(CLUSTER)}
    return output([ROOT / "scripts" / "cluster", *words], env=environment, cwd=ROOT)


def query(url, sql):
    return output(["psql", url, "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql]).strip()


def output(words, **options):
    """What a command prints; ends the bench with its complaint when it fails."""
    words = [str(word) for word in words]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise SystemExit(f"bench: {Path(words[0]).name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def fresh_folder(name):
    """An empty folder below the build folder."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
