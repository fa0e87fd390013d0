import asyncio
import os
from contextlib import asynccontextmanager

from procrastinate import App, PsycopgConnector

from peers.queue_common import main

CONCURRENCY = int(os.environ.get("C", "30"))
BATCH = int(os.environ.get("B", "1000"))
SETTINGS = f""
RECORDS = ""
SCHEMAS = ("public",)
FINISHED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'"


def application(url, connections):
    connector = PsycopgConnector(conninfo=url, min_size=connections, max_size=connections)
    return App(connector=connector)


def install(url):
    with application(url, 1).open() as app:
        app.schema_manager.apply_schema()


class Producer:
    def __init__(self, task):
        self.task = task

    async def many(self, count, moment):
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            await self.task.batch_defer_async(*[{"moment": moment}] * size)

    async def one(self, moment):
        await self.task.defer_async(moment=moment)


@asynccontextmanager
async def producer(url):
    app = application(url, 1)
    async with app.open_async():
        yield Producer(app.configure_task("noop"))


def work(url, tally):
    asyncio.run(serve(url, tally))


async def serve(url, tally):
    app = application(url, CONCURRENCY + 1)

    @app.task(name="noop")
    async def noop(moment):
        tally.note(moment)

    async with app.open_async():
        await app.run_worker_async(concurrency=CONCURRENCY)


if __name__ == "__main__":
    main()
