"""The core benchmarks for Python: `core.py LOOP BENCHMARK OPERATIONS WARM_UP_MILLIS SAMPLES`.

LOOP is `asyncio` or `uvloop`. Prints one line per sample, as bench/README.md describes:
benchmark, operations, wall nanoseconds, CPU nanoseconds of the process, extra; tab-separated.
"""

import asyncio
import gc
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

BATCH = 1_000
DEPTH = 100
WARM_UP_PASSES = 3

counter = 0


async def count():
    global counter
    counter += 1


async def spawn_join(operations):
    for _ in range(operations // BATCH):
        tasks = [asyncio.create_task(count()) for _ in range(BATCH)]
        for task in tasks:
            await task


async def spawn_join_each(operations):
    for _ in range(operations):
        await asyncio.create_task(count())


async def yields(operations):
    async def give_way(times):
        for _ in range(times):
            await asyncio.sleep(0)

    first = asyncio.create_task(give_way(operations // 2))
    second = asyncio.create_task(give_way(operations // 2))
    await first
    await second


async def queue(operations):
    there, back = asyncio.Queue(), asyncio.Queue()

    async def echo():
        for _ in range(operations):
            back.put_nowait(await there.get())

    echoing = asyncio.create_task(echo())
    for number in range(operations):
        there.put_nowait(number)
        await back.get()
    await echoing


async def timers(operations):
    async def sleeper(delay):
        await asyncio.sleep(delay)

    tasks = [asyncio.create_task(sleeper(timer_delay(i))) for i in range(operations)]
    for task in tasks:
        await task


def timer_delay(index):
    """One to two seconds, in an order that is not sorted."""
    return 1 + (index * 7919 % 1000) / 1000


async def chain(operations):
    gate = asyncio.Event()
    gate.set()

    async def call(depth):
        if depth == 0:
            await gate.wait()
            return 0
        return 1 + await call(depth - 1)

    for _ in range(operations):
        if await call(DEPTH) != DEPTH:
            raise AssertionError


async def pool(operations):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as executor:
        for number in range(operations):
            if await loop.run_in_executor(executor, lambda: number) != number:
                raise AssertionError


async def sleepers(operations, all_asleep):
    async def sleeper():
        global counter
        counter += 1
        await asyncio.sleep(3600)

    tasks = [asyncio.create_task(sleeper()) for _ in range(operations)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    all_asleep()
    return tasks


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measure_memory(run, operations):
    """The growth of the resident set, after a collection, while all tasks sleep; then exits."""
    run(spawn_join(10 * BATCH))
    gc.collect()
    before = resident_bytes()
    start, start_cpu = time.perf_counter_ns(), time.process_time_ns()

    def all_asleep():
        wall = time.perf_counter_ns() - start
        cpu = time.process_time_ns() - start_cpu
        raw = (resident_bytes() - before) // operations
        gc.collect()
        settled = (resident_bytes() - before) // operations
        emit("sleepers", operations, wall, cpu, f"bytes={settled} uncollected={raw}")
        os._exit(0)

    run(sleepers(operations, all_asleep))


def emit(*fields):
    print(*fields, sep="\t", flush=True)


BENCHMARKS = {
    "spawn-join": spawn_join,
    "spawn-join-each": spawn_join_each,
    "yield": yields,
    "queue": queue,
    "timers": timers,
    "chain": chain,
    "pool": pool,
}


def main():
    loop, name, operations, warm_up_millis, samples = sys.argv[1:]
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    run = asyncio.run
    operations = int(operations)
    if name == "sleepers":
        measure_memory(run, operations)
        return
    body = BENCHMARKS[name]
    warm_until = time.perf_counter_ns() + int(warm_up_millis) * 1_000_000
    passes = 0
    while passes < WARM_UP_PASSES or time.perf_counter_ns() < warm_until:
        run(body(operations))
        passes += 1
    for _ in range(int(samples)):
        start, start_cpu = time.perf_counter_ns(), time.process_time_ns()
        run(body(operations))
        wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - start_cpu
        emit(name, operations, wall, cpu, "")


main()
