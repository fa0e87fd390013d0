import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass

from awa import AsyncClient, Client, PartitionedQueue

from peers.queue_common import main, until_terminated

BATCH = int(os.environ.get("B", "1000"))
MW = int(os.environ.get("W", "50"))
CL = int(os.environ.get("CL", "1"))
CONN = int(os.environ.get("CONN", "10"))
P=int(os.environ.get("P","1"))
Q = PartitionedQueue("bench", P)
QUEUE = "bench"
SETTINGS = f""
RECORDS = ""
SCHEMAS = ("awa", "public")
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
        client.install_queue_storage()


class Producer:
    def __init__(self, client):
        self.client = client

    async def many(self, count, moment):
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            await self.client.enqueue_many_copy([Noop(moment)] * size, opts=[Q.route_by_index(i) for i in range(size)])

    async def one(self, moment):
        await self.client.insert(Noop(moment), queue=QUEUE)


@asynccontextmanager
async def producer(url):
    async with AsyncClient(url) as client:
        yield Producer(client)


def work(url, tally):
    asyncio.run(serve(url, tally))


async def serve(url, tally):
    terminated = until_terminated()
    async with AsyncClient(url, max_connections=CONN) as client:

        @client.task(Noop, queue=QUEUE)
        async def noop(job):
            tally.note(job.args.moment)

        cfg = {"name": QUEUE, "max_workers": MW, "claimers": CL}
        if os.environ.get("DL"): cfg["deadline_duration_ms"] = int(os.environ["DL"])
        if os.environ.get("CB"): cfg["claim_batch_size"] = int(os.environ["CB"])
        await client.start(Q.queue_configs(max_workers_per_partition=MW//P))
        await terminated.wait()
        await client.shutdown()


if __name__ == "__main__":
    main()
