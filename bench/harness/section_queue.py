"""The queue: runs queued and drained beside a floor in C and queues of Python, and how soon one starts."""

import json
import os
import subprocess
import time
from statistics import median

from harness.build import BENCH, product, python, queue_floor
from harness.ground import REPLICA, Ground, cluster, fresh_folder, query
from harness.measure import Command, by_turns, middle, progress
from harness.statements import statements
from harness.table import Section, grouped, seconds, times, verdict

RUNS = 50_000
EXECUTORS = 2
RUNS_A_SECOND_MIN = 2_000
FLOOR_RATIO_MIN = 0.8
START_MS_MAX = 20
TRICKLE = 1_000
DRAINS = 10
DRAIN_RUNS = 5_000
PEERS = {"procrastinate": "queue_procrastinate", "pgqueuer": "queue_pgqueuer", "awa-pg": "queue_awa"}
# A peer's drain is long, and one number of it is enough beside ours.
PEER_ROUNDS = 1


def measure(_ground, _lines, rounds):
    bench = Bench()
    beside = by_turns(1, floor=bench.floor, ours=bench.ours)
    # A standby's place is another machine; here it writes to the same disk, with the same cores.
    cluster("stop", REPLICA)
    bench.is_alone = True
    try:
        return section(bench, rounds, beside)
    finally:
        cluster("start", REPLICA)


def section(bench, rounds, beside):
    sides = by_turns(rounds, floor=bench.floor, ours=bench.ours)
    result = Section(
        "queue",
        f"Queue: {grouped(RUNS)} runs queued and drained by {EXECUTORS} executors",
        f"Asked: at least {grouped(RUNS_A_SECOND_MIN)} a second and {FLOOR_RATIO_MIN} × the floor, "
        f"each run with its full ledger in a fenced transaction of its own; started within "
        f"{START_MS_MAX} ms (p99) when idle; a queue table that does not grow over {DRAINS} drains "
        "beside an open transaction.",
        ("", "queued in", "drained in", "runs a second", "leaves of each run"),
    )
    titles = {"floor": "floor in C, the same statements", "ours": "evclinic"}
    records = "run, attempt with worker, token, times and outcome; behind a fencing token"
    for name, title in titles.items():
        result.add(title, *figures(sides[name]), records)
    for name, module in PEERS.items():
        known = bench.peer(module, "drain", RUNS)
        drains = [Drain(known["enqueue_seconds"], known["drain_seconds"])]
        result.add(name, *figures(drains), known["records"])
        result.notes.append(f"{name}: {known['settings']}.")
    result.notes[:0] = [verdicts(sides, beside), bench.latency(), bench.growth()]
    return result


class Drain:
    """How long queueing and draining took, in seconds."""

    def __init__(self, enqueue, drain):
        self.enqueue, self.drain = enqueue, drain
        self.speed = RUNS / (enqueue + drain)


def figures(drains):
    return (
        middle((drain.enqueue for drain in drains), seconds),
        middle((drain.drain for drain in drains), seconds),
        middle((drain.speed for drain in drains), grouped),
    )


def verdicts(sides, beside):
    near = {name: median(drain.speed for drain in drains) for name, drains in beside.items()}
    speed = median(drain.speed for drain in sides["ours"])
    share = [ours.speed / floor.speed for ours, floor in zip(sides["ours"], sides["floor"])]
    return (
        f"Queueing and draining together, a second: asked ≥ {grouped(RUNS_A_SECOND_MIN)}: "
        f"{verdict(speed >= RUNS_A_SECOND_MIN)}. Ours ÷ floor, pair by pair: "
        f"{middle(share, times)}; asked ≥ {FLOOR_RATIO_MIN}: "
        f"{verdict(median(share) >= FLOOR_RATIO_MIN)}. The floor claims "
        "64 at once, as ours does; it has no supervisor, renews no lease, and waits for nothing. "
        "The servers wait for the disk; the primary is alone, as standbys are on other machines: with "
        f"one on the same disk and cores floor and ours come to {grouped(near['floor'])} and "
        f"{grouped(near['ours'])}."
    )


class Bench:
    """A database of the section's own, and the programs."""

    def __init__(self):
        self.ground = Ground("evclinic_queue")
        self.program = product("bench-queue")
        self.floor_program = queue_floor()
        self.python = python()
        self.folder = fresh_folder("queue")
        self.environment = self.ground.environment | {"EXECUTORS": str(EXECUTORS)}
        self.is_alone = False
        self._write_statements()

    def _write_statements(self):
        queue = statements("Repositories/QueueRepository+SQL.swift")
        schedule = statements("Repositories/ScheduleRepository+SQL.swift")
        durable = (
            "SELECT set_config('synchronous_commit', 'on', true)"
            " WHERE current_setting('synchronous_commit') = 'off'"
        )
        known = {
            "begin": "BEGIN READ WRITE; SET LOCAL statement_timeout = '35s';"
            f"SET LOCAL idle_in_transaction_session_timeout = '20s'; {durable}",
            "claim": queue["claim"],
            "complete": queue["complete"],
            "enqueue": schedule["enqueue"],
            "queue": schedule["queue"],
        }
        for name, sql in known.items():
            (self.folder / f"{name}.sql").write_text(sql)

    def forget(self):
        """Empties ledger and queue, and lets the servers settle, before anybody is measured."""
        query(self.ground.primary, "TRUNCATE worker.run CASCADE")
        query(self.ground.primary, "VACUUM ANALYZE worker.run, worker.run_attempt, worker.queue")
        query(self.ground.primary, "CHECKPOINT")
        if not self.is_alone:
            self.ground.wait_for_replica()

    def floor(self):
        self.forget()
        words = [self.floor_program, self._worker_url(), self.folder, RUNS, EXECUTORS]
        enqueue, drain = map(float, self._measure(words).output.split())
        self._check(RUNS)
        return Drain(enqueue, drain)

    def ours(self):
        self.forget()
        enqueue = self._measure([self.program, "enqueue", RUNS]).wall
        drain = self._drain()
        self._check(RUNS)
        return Drain(enqueue, drain)

    def _drain(self):
        """From the start of the process to the end of the last run, as the ledger has it."""
        sample = self._measure([self.program, "drain", "nothing"])
        last = query(
            self.ground.primary,
            "SELECT extract(epoch FROM max(finished_at)) FROM worker.run",
        )
        return float(last) - sample.begun

    def _check(self, runs):
        """Each run has its result and one attempt, or the bench ends."""
        found = query(
            self.ground.primary,
            "SELECT (SELECT count(*) FROM worker.run), count(*), (SELECT count(*) FROM worker.queue)"
            " FROM worker.run JOIN worker.run_attempt ON run_id = run.id WHERE run.state = 'done'"
            " AND outcome = 'recorded' AND started_at <= least(ended_at, finished_at)",
        )
        if found != f"{runs}|{runs}|0":
            raise SystemExit(f"bench: of {runs} runs the ledger has {found}")

    def _worker_url(self):
        return self.ground.environment["PRIMARY_URL"]

    def _measure(self, words):
        return Command(words, self.environment, self.folder).measure()

    def peer(self, module, what, count):
        """What a peer's program prints, in an empty database of its own."""
        progress(f"{module}, {what}")
        name = f"peer_{module}"
        server = cluster("url", "primary", "super", "--db", "postgres").strip()
        query(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        query(server, f"CREATE DATABASE {name}")
        query(server, "CHECKPOINT")
        url = cluster("url", "primary", "super", "--db", name).strip()
        environment = {"PATH": os.defpath, "PYTHONPATH": str(BENCH)}
        words = [self.python, "-m", f"peers.{module}", url, what, count]
        sample = Command(words, environment, self.folder).measure()
        query(server, f"DROP DATABASE {name} WITH (FORCE)")
        progress("")
        return json.loads(sample.output.splitlines()[-1])

    def latency(self):
        """From before a run is queued to the first line of its work, while nothing else is to do."""
        self.forget()
        query(
            self.ground.primary,
            "DROP SCHEMA IF EXISTS drill CASCADE; CREATE SCHEMA drill;"
            "CREATE TABLE drill.effect (run_id bigint, fencing_token bigint, begun_at timestamptz);"
            "GRANT USAGE ON SCHEMA drill TO evclinic_worker;"
            "GRANT INSERT ON drill.effect TO evclinic_worker",
        )
        work = self._start("work", "effect")
        try:
            time.sleep(3)
            self._measure([self.program, "trickle", TRICKLE])
            self._wait_until_empty()
        finally:
            work.terminate()
            work.wait(30)
        delays = query(
            self.ground.primary,
            "SELECT extract(epoch FROM begun_at) * 1000 - requested_by::bigint / 1000.0"
            " FROM drill.effect JOIN worker.run ON run.id = run_id",
        )
        ours = sorted(map(float, delays.split()))
        if len(ours) != TRICKLE:
            raise SystemExit(f"bench: {len(ours)} of {TRICKLE} runs were begun")
        p99 = ours[int(len(ours) * 0.99)]
        others = {name: self.peer(module, "latency", TRICKLE) for name, module in PEERS.items()}
        beside = "; ".join(
            f"{name} {known['p50_ms']:.1f} and {known['p99_ms']:.1f} ms"
            for name, known in others.items()
        )
        return (
            f"One run queued every 20 to 40 ms, from before it is queued to its first step, p50 and "
            f"p99 of {grouped(TRICKLE)}: evclinic {median(ours):.1f} and {p99:.1f} ms (asked p99 < "
            f"{START_MS_MAX} ms: {verdict(p99 < START_MS_MAX)}); {beside}."
        )

    def _start(self, *words):
        return subprocess.Popen(
            [self.program, *words],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _wait_until_empty(self):
        until = time.monotonic() + 60
        while query(self.ground.primary, "SELECT count(*) FROM worker.queue") != "0":
            if time.monotonic() > until:
                raise SystemExit("bench: the queue is not drained")
            time.sleep(0.1)

    def growth(self):
        """The queue's size after each drain, with a transaction open beside all of them."""
        self.forget()
        open_transaction = subprocess.Popen(
            ["psql", self.ground.primary, "-XqAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        open_transaction.stdin.write(
            b"BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM worker.heartbeat;\n"
        )
        open_transaction.stdin.flush()
        open_transaction.stdout.readline()
        sizes, walls = [], []
        for number in range(DRAINS):
            progress(f"queue, drain {number + 1} of {DRAINS} beside an open transaction")
            self._enqueue_more(number)
            walls.append(self._drain())
            sizes.append(
                int(query(self.ground.primary, "SELECT pg_total_relation_size('worker.queue')"))
            )
        progress("")
        self._check(DRAINS * DRAIN_RUNS)
        open_transaction.communicate(b"COMMIT;\n")
        kib = [size // 1024 for size in sizes]
        is_met = kib[-1] <= kib[0]
        return (
            f"Ten drains of {grouped(DRAIN_RUNS)} beside one open REPEATABLE READ transaction: queue "
            f"table with its indexes {kib[0]} KiB after the first, {kib[-1]} KiB after the last, "
            f"{max(kib)} KiB at most; asked that it does not grow: {verdict(is_met)}. The first took "
            f"{walls[0]:.2f} s, the last {walls[-1]:.2f} s."
        )

    def _enqueue_more(self, number):
        query(
            self.ground.primary,
            "INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,"
            " requested_by, from_date, until_date, from_instant, until_instant, due_at)"
            f" SELECT 'drill', 'drill.run', n % 100 + 1, '{number}-' || n, 1, 'ready', 'bench',"
            " 'bench', '2026-10-01', '2026-11-01', '2026-10-01', '2026-11-01', clock_timestamp()"
            f" FROM generate_series(1, {DRAIN_RUNS}) AS n;"
            "INSERT INTO worker.queue (run_id, clinic_id, state, due_at)"
            " SELECT id, clinic_id, 'ready', due_at FROM worker.run WHERE state = 'ready'",
        )
