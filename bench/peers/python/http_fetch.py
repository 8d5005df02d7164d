"""The HTTP client for Python, aiohttp on uvloop.

`http_fetch.py PORT URLS CONCURRENCY WARM_UP_MILLIS SAMPLES` prints one line per sample, as
bench/README.md describes.
"""

import asyncio
import sys
import time

import aiohttp
import uvloop

PORT, URLS, CONCURRENCY, WARM_UP_MILLIS, SAMPLES = map(int, sys.argv[1:])

times = [0] * URLS


async def fetch(session, index):
    start = time.perf_counter_ns()
    async with session.get(f"http://127.0.0.1:{PORT}/plaintext?n={index}") as response:
        body = await response.text()
        if response.status != 200 or body != "Hello, World!":
            raise RuntimeError(f"not the answer: {response.status} {body}")
    times[index] = time.perf_counter_ns() - start


async def fetch_all(session):
    indices = iter(range(URLS))

    async def work():
        for index in indices:
            await fetch(session, index)

    await asyncio.gather(*(work() for _ in range(CONCURRENCY)))


async def measure():
    async with aiohttp.ClientSession() as session:
        while time.process_time_ns() < WARM_UP_MILLIS * 1_000_000:
            await fetch_all(session)
        for _ in range(SAMPLES):
            start, start_cpu = time.perf_counter_ns(), time.process_time_ns()
            await fetch_all(session)
            wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - start_cpu
            ordered = sorted(times)
            percentiles = f"p50={ordered[URLS // 2]} p99={ordered[URLS * 99 // 100]}"
            print("fetch", URLS, wall, cpu, percentiles, sep="\t", flush=True)


def main():
    uvloop.install()
    asyncio.run(measure())


main()
