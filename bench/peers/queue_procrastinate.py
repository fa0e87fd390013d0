"""Procrastinate as a queue: jobs that do nothing, drained, or taken up one at a time.

Its documentation has asynchronous workers run several jobs at a time, with one connection more in
the pool than jobs (“Mind the size of your PostgreSQL pool”), and queues in bulk by `batch_defer`.
It fetches jobs singly all the same: from 1 to 25 at a time it took equally long here, within what
two runs differ.

    python -m peers.queue_procrastinate URL drain COUNT
    python -m peers.queue_procrastinate URL latency COUNT
"""

import asyncio
from contextlib import asynccontextmanager

from procrastinate import App, PsycopgConnector

from peers.queue_common import BATCH, batches, main

CONCURRENCY = 10
TASK = "noop"
SETTINGS = (
    f"batch_defer of {BATCH:,}; each worker: concurrency {CONCURRENCY}, a pool of "
    f"{CONCURRENCY + 1}, LISTEN; psycopg[binary]"
)
RECORDS = (
    "job row kept with its status and number of attempts; event rows deferred, started, succeeded; "
    "no row of each attempt, no fencing"
)
SCHEMAS = ("public",)
FINISHED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'"


def application(url, connections):
    return App(connector=PsycopgConnector(conninfo=url, min_size=connections, max_size=connections))


def install(url):
    with application(url, 1).open() as app:
        app.schema_manager.apply_schema()


class Producer:
    def __init__(self, task):
        self.task = task

    async def many(self, count, moment):
        for size in batches(count):
            await self.task.batch_defer_async(*[{"moment": moment}] * size)

    async def one(self, moment):
        await self.task.defer_async(moment=moment)


@asynccontextmanager
async def producer(url):
    async with application(url, 1).open_async() as app:
        yield Producer(app.configure_task(TASK))


def work(url, tally):
    asyncio.run(serve(url, tally))


async def serve(url, tally):
    app = application(url, CONCURRENCY + 1)

    @app.task(name=TASK)
    async def noop(moment):
        tally.note(moment)

    async with app.open_async():
        await app.run_worker_async(concurrency=CONCURRENCY)


if __name__ == "__main__":
    main()
