import asyncio
import os
from contextlib import asynccontextmanager, AsyncExitStack

import asyncpg
import uvloop
from pgqueuer import PgQueuer, Queries
from pgqueuer.db import AsyncpgDriver

from peers.queue_common import main, until_terminated

BATCH = int(os.environ.get("B", "1000"))
DEQ = int(os.environ.get("D", "100"))
MANAGERS = int(os.environ.get("M", "1"))
SETTINGS = f""
RECORDS = ""
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
    asyncio.run(install_async(url))


async def install_async(url):
    async with connected(url) as driver:
        queries = Queries(driver)
        await queries.install()
        await queries.optimize_autovacuum()


class Producer:
    def __init__(self, queries):
        self.queries = queries

    async def many(self, count, moment):
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            await self.queries.enqueue(["noop"] * size, [str(moment).encode()] * size, [0] * size)

    async def one(self, moment):
        await self.queries.enqueue("noop", str(moment).encode())


@asynccontextmanager
async def producer(url):
    async with connected(url) as driver:
        yield Producer(Queries(driver))


def work(url, tally):
    uvloop.run(serve(url, tally))


async def serve(url, tally):
    terminated = until_terminated()
    async with AsyncExitStack() as stack:
        runs = []
        for _ in range(MANAGERS):
            pgq = PgQueuer(await stack.enter_async_context(connected(url)))
            pgq.shutdown = terminated
            pgq.qm.shutdown = terminated
            pgq.sm.shutdown = terminated

            @pgq.entrypoint("noop")
            async def noop(job):
                tally.note(float(job.payload))

            runs.append(pgq.run(batch_size=DEQ))
        await asyncio.gather(*runs)


if __name__ == "__main__":
    main()
