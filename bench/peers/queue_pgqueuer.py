"""PgQueuer as a queue: jobs that do nothing, drained, or taken up one at a time.

Its performance guide asks for a larger batch where jobs are short (100 was best here of 10 to 500),
a direct asyncpg connection for each worker (asyncpg being its fastest driver) and `pgq autovac`.
The loop is uvloop, as under `pgq run`. Durability is its default, `durable`.

    python -m peers.queue_pgqueuer URL drain COUNT
    python -m peers.queue_pgqueuer URL latency COUNT
"""

import asyncio
from contextlib import asynccontextmanager

import asyncpg
import pgqueuer
import uvloop
from pgqueuer.db import AsyncpgDriver

from peers.queue_common import BATCH, batches, main

DEQUEUE = 100
ENTRYPOINT = "noop"
SETTINGS = (
    f"enqueue of {BATCH:,}; each worker: batch_size {DEQUEUE}, one asyncpg connection, LISTEN, "
    "uvloop; durable, autovac"
)
RECORDS = (
    "job row deleted; log rows queued, picked, successful, without worker or attempt; statistics "
    "a second; no fencing"
)
SCHEMAS = ("public",)
FINISHED = "SELECT count(*) FROM pgqueuer_log WHERE status = 'successful'"


@asynccontextmanager
async def connected(url):
    connection = await asyncpg.connect(url)
    try:
        yield AsyncpgDriver(connection)
    finally:
        await connection.close()


def install(url):
    asyncio.run(install_schema(url))


async def install_schema(url):
    async with connected(url) as driver:
        queries = pgqueuer.Queries(driver)
        await queries.install()
        await queries.optimize_autovacuum()


class Producer:
    def __init__(self, queries):
        self.queries = queries

    async def many(self, count, moment):
        payload = str(moment).encode()
        for size in batches(count):
            await self.queries.enqueue([ENTRYPOINT] * size, [payload] * size, [0] * size)

    async def one(self, moment):
        await self.queries.enqueue(ENTRYPOINT, str(moment).encode())


@asynccontextmanager
async def producer(url):
    async with connected(url) as driver:
        yield Producer(pgqueuer.Queries(driver))


def work(url, tally):
    @asynccontextmanager
    async def worker():
        async with connected(url) as driver:
            manager = pgqueuer.PgQueuer(driver)

            @manager.entrypoint(ENTRYPOINT)
            async def noop(job):
                tally.note(float(job.payload))

            yield manager

    uvloop.run(pgqueuer.run(worker, batch_size=DEQUEUE))


if __name__ == "__main__":
    main()
