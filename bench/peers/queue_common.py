"""What the queue peers share: their worker processes, and the two measurements.

A peer is a module that calls `main` when it is started. It has

- SETTINGS and RECORDS: what it runs with, and what it leaves recorded of a run, in short
- SCHEMAS: the schemas that it fills
- FINISHED: the statement that counts the jobs that are recorded as finished
- install(url): brings its own schema into an empty database
- producer(url): an asynchronous context of what queues, `many(count, moment)` in bulk and
  `one(moment)` singly; every job carries the moment at which it was queued
- work(url, tally): works until SIGTERM; a job calls `tally.note(moment)` and does nothing else
"""

import asyncio
import ctypes
import faulthandler
import importlib
import json
import multiprocessing
import os
import random
import signal
import sys
import time
from statistics import quantiles

import psycopg

WORKERS = 2
BATCH = 1000
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.005
PAUSE_SECONDS = (0.020, 0.040)
SETTLE_SECONDS = 1
SEED = 7
PR_SET_PDEATHSIG = 1


class Tally:
    """What one worker executed, in memory that its parent sees."""

    def __init__(self, size):
        self.executed = multiprocessing.RawValue("q")
        self.delays = multiprocessing.RawArray("d", size)

    def note(self, moment):
        """Counts a job that begins now, and keeps how long ago it was queued."""
        position = self.executed.value
        if position < len(self.delays):
            self.delays[position] = time.time() - moment
        self.executed.value = position + 1


class Workers:
    """Worker processes; none outlives the block, nor the process that started it."""

    def __init__(self, peer, url, processes, size):
        # Each in an interpreter of its own, as when started from a shell.
        spawn = multiprocessing.get_context("spawn")
        self.tallies = [Tally(size) for _ in range(processes)]
        self.processes = [
            spawn.Process(target=begin, args=(peer.work, url, tally, os.getpid()))
            for tally in self.tallies
        ]

    def __enter__(self):
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.join()

    def executed(self):
        return sum(tally.executed.value for tally in self.tallies)

    def wait(self, is_done):
        """Waits for a condition; an error when a worker ends, or nothing moves for long."""
        faulthandler.cancel_dump_traceback_later()
        known, moved = self.executed(), time.monotonic()
        while not is_done():
            if any(process.exitcode is not None for process in self.processes):
                raise SystemExit("queue: a worker ended before its time")
            if self.executed() != known:
                known, moved = self.executed(), time.monotonic()
            if time.monotonic() > moved + PATIENCE_SECONDS:
                raise SystemExit(f"queue: nothing moves after {known} jobs")
            time.sleep(POLL_SECONDS)
        be_patient()

    def stop(self):
        """Has the workers end as they do when asked to."""
        be_patient()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join()
            # What was not up yet, because there was little to do, dies of the signal.
            if process.exitcode not in (0, -signal.SIGTERM):
                raise SystemExit(f"queue: a worker ended with {process.exitcode}")


def begin(work, url, tally, parent):
    """A worker process, which the kernel kills when its parent is no more."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:
        work(url, tally)


def be_patient():
    """Ends this process with an error unless it gets here again, or to its end, before long."""
    faulthandler.dump_traceback_later(PATIENCE_SECONDS, exit=True)


def batches(count):
    """The sizes of the batches in which so many are queued."""
    for start in range(0, count, BATCH):
        yield min(BATCH, count - start)


def prepare(peer, url):
    """A connection to the database, which then holds the peer's schema anew and nothing else."""
    options = f"-c statement_timeout={PATIENCE_SECONDS}s -c client_min_messages=warning"
    connection = psycopg.connect(url, autocommit=True, options=options)
    for schema in peer.SCHEMAS:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    connection.execute("CREATE SCHEMA IF NOT EXISTS public")
    peer.install(url)
    return connection


def finished(connection, peer):
    return connection.execute(peer.FINISHED).fetchone()[0]


def check(count, workers, connection, peer):
    """Fails unless exactly so many jobs were executed and are recorded as finished."""
    numbers = (count, workers.executed(), finished(connection, peer))
    if len(set(numbers)) > 1:
        raise SystemExit("queue: {} queued, {} executed, {} recorded".format(*numbers))


def drain(peer, url, count):
    """Queues jobs in bulk, then has two processes drain them."""
    with prepare(peer, url) as connection:
        queued, enqueue_seconds = asyncio.run(enqueue(peer, url, count))
        # As autovacuum does within a minute; without, Procrastinate takes up to twice as long.
        connection.execute("ANALYZE")
        os.sync()
        ended = begun = time.time()

        def is_over():
            nonlocal ended
            ended = time.time()
            # The database is asked at the end only: questions would hold up those who work.
            return workers.executed() >= count and finished(connection, peer) >= count

        with Workers(peer, url, WORKERS, count) as workers:
            workers.wait(is_over)
            workers.stop()
            check(count, workers, connection, peer)
            first = min(tally.delays[0] for tally in workers.tallies if tally.executed.value)
    return {
        "enqueue_seconds": round(enqueue_seconds, 4),
        "drain_seconds": round(ended - begun, 4),
        "start_seconds": round(queued + first - begun, 4),
        "settings": peer.SETTINGS,
        "records": peer.RECORDS,
    }


async def enqueue(peer, url, count):
    """When the queueing began, which is what its jobs carry, and the seconds it took."""
    async with peer.producer(url) as producer:
        be_patient()
        moment = time.time()
        await producer.many(count, moment)
        return moment, time.time() - moment


def latency(peer, url, count):
    """How long an idle worker takes to begin a job; the first, which warms up, does not count."""
    with prepare(peer, url) as connection, Workers(peer, url, 1, count + 1) as workers:
        asyncio.run(offer(peer, url, count, workers))
        workers.wait(lambda: workers.executed() > count)
        workers.stop()
        check(count + 1, workers, connection, peer)
        delays = workers.tallies[0].delays[1:]
    percentiles = quantiles(delays, n=100, method="inclusive")
    shown = {"p50_ms": percentiles[49], "p99_ms": percentiles[98], "max_ms": max(delays)}
    return {name: round(seconds * 1000, 3) for name, seconds in shown.items()}


async def offer(peer, url, count, workers):
    """Queues jobs one at a time, with pauses between in which the worker is idle again."""
    chance = random.Random(SEED)
    async with peer.producer(url) as producer:
        await producer.one(time.time())
        workers.wait(lambda: workers.executed() > 0)
        await asyncio.sleep(SETTLE_SECONDS)
        for _ in range(count):
            be_patient()
            await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))
            await producer.one(time.time())


def main():
    """Measures the peer that was started as the main module, by the arguments it was given."""
    # By its own name, so that what it hands to its workers is not of a main module.
    peer = importlib.import_module(sys.modules["__main__"].__spec__.name)
    _, url, what, count = sys.argv
    be_patient()
    print(json.dumps({"drain": drain, "latency": latency}[what](peer, url, int(count))))
