"""Awa as a queue: jobs that do nothing, drained, or taken up one at a time.

Its worker is a Rust runtime that calls into Python. Its documentation names `enqueue_many_copy` for
many jobs and 10 connections for one queue; up to 1,024 jobs at a time and one claimer are what its
ADR-026 states its throughput for. With 50, the default in Rust, it took twice as long here; two and
four claimers, and two and four partitions, took equally long, within what two runs differ.

    python -m peers.queue_awa URL drain COUNT
    python -m peers.queue_awa URL latency COUNT
"""

import asyncio
import signal
from contextlib import asynccontextmanager
from dataclasses import dataclass

from awa import AsyncClient, Client

from peers.queue_common import BATCH, batches, main

QUEUE = "bench"
CONCURRENCY = 1024
CONNECTIONS = 10
SETTINGS = (
    f"enqueue_many_copy of {BATCH:,}; each worker: max_workers {CONCURRENCY:,}, one claimer, "
    f"{CONNECTIONS} connections, LISTEN; queue storage"
)
RECORDS = (
    "job and completion kept until their ring slot is truncated, seconds later; then a number a "
    "queue and no row; fenced by run_lease"
)
SCHEMAS = ("awa",)
# Its view `terminal_jobs` lacks what was truncated, and took over a minute for 20,000 jobs.
FINISHED = """
    SELECT (SELECT coalesce(sum(cardinality(job_ids)), 0) FROM awa.receipt_completion_batches)
         + (SELECT count(*) FROM awa.done_entries WHERE state = 'completed')
         + (SELECT coalesce(sum(pruned_completed_count), 0) FROM awa.queue_terminal_rollups)
"""


@dataclass
class Noop:
    moment: float


def install(url):
    with Client(url) as client:
        client.migrate()
        # Otherwise the first worker does it, before which nothing can be queued by COPY.
        client.install_queue_storage()


class Producer:
    def __init__(self, client):
        self.client = client

    async def many(self, count, moment):
        for size in batches(count):
            await self.client.enqueue_many_copy([Noop(moment)] * size, queue=QUEUE)

    async def one(self, moment):
        await self.client.insert(Noop(moment), queue=QUEUE)


@asynccontextmanager
async def producer(url):
    async with AsyncClient(url) as client:
        yield Producer(client)


def work(url, tally):
    asyncio.run(serve(url, tally))


async def serve(url, tally):
    terminated = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminated.set)
    async with AsyncClient(url, max_connections=CONNECTIONS) as client:

        @client.task(Noop, queue=QUEUE)
        async def noop(job):
            tally.note(job.args.moment)

        await client.start([(QUEUE, CONCURRENCY)])
        await terminated.wait()
        await client.shutdown()


if __name__ == "__main__":
    main()
