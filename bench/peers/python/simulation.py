"""The simulations on Trio's MockClock: `simulation.py BENCHMARK AMOUNT WARM_UP_MILLIS SAMPLES`.

Prints one line per sample, as bench/README.md describes: benchmark, events, wall nanoseconds, CPU
nanoseconds of the process, extra; tab-separated. The numbers that the simulations go by are those
of Heartbeats.java and Workshop.java.
"""

import sys
import time

import trio
from trio.testing import MockClock

TASKS = 100

WORKERS = 10
QUEUE_SIZE = 10
TICK = 0.125
SLOTS = 32
SHIFT = 50


class Tally:
    """Counts what happens in a simulation."""

    def __init__(self):
        self.events = 0
        self.checksum = 0

    def event(self, mark):
        self.events += 1
        self.checksum += mark


def run(main, *arguments):
    trio.run(main, *arguments, clock=MockClock(autojump_threshold=0))


def heartbeats(hours):
    tally = Tally()
    end = hours * 3_600

    async def beat(task):
        beats = 0
        while True:
            pause = 30 + task + (7 * beats + 3 * task) % 10
            beats += 1
            if int(trio.current_time()) + pause > end:
                return
            await trio.sleep(pause)
            tally.event(int(trio.current_time()))

    async def main():
        async with trio.open_nursery() as nursery:
            for task in range(TASKS):
                nursery.start_soon(beat, task)

    run(main)
    return tally


def queue(items):
    tally = Tally()
    producing = WORKERS

    async def main():
        send, receive = trio.open_memory_channel(QUEUE_SIZE)
        async with trio.open_nursery() as nursery:
            for worker in range(WORKERS):
                nursery.start_soon(produce, worker, send)
                nursery.start_soon(consume, worker, receive)

    async def produce(producer, send):
        nonlocal producing
        for item in range(items):
            shift = 16 if item // SHIFT % 2 == 0 else 80
            await trio.sleep(until_slot(shift + scatter(producer, item), producer))
            tally.event(now())
            with trio.move_on_after(until_slot(16, producer)) as scope:
                await send.send(item)
            tally.event(3 * now() if scope.cancelled_caught else now())
        producing -= 1

    async def consume(consumer, receive):
        i = 0
        while True:
            await trio.sleep(until_slot(40 + scatter(consumer, i), WORKERS + consumer))
            i += 1
            tally.event(now())
            while (item := await get(consumer, receive)) is None:
                tally.event(5 * now())
                if producing == 0:
                    return
            tally.event((7 + item) * now())

    async def get(consumer, receive):
        with trio.move_on_after(until_slot(32, WORKERS + consumer)):
            return await receive.receive()

    run(main)
    return tally


def now():
    return int(trio.current_time() / TICK)


def until_slot(at_least, slot):
    """In how many seconds the next of a task's own slots begins, after so many ticks."""
    return (at_least + (slot - now() - at_least) % SLOTS) * TICK


def scatter(worker, item):
    return (worker * 7_919 + item * 104_729) % 31


def schedules(runs):
    """Which of the tasks that are ready goes first is random, but cannot be told by a seed."""
    tally = Tally()
    for _ in range(runs):
        run(small_test, tally)
    return tally


async def small_test(tally):
    """Two tasks count under a lock, and tell a third."""
    lock = trio.Lock()
    send, receive = trio.open_memory_channel(2)
    counted = told = 0

    async def count(seconds):
        nonlocal counted
        for _ in range(3):
            async with lock:
                following = counted + 1
                await trio.sleep(seconds)
                counted = following
            await send.send(following)
            await trio.sleep(0.005)

    async def listen():
        nonlocal told
        for _ in range(6):
            told += await receive.receive()
            await trio.sleep(0.005)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(count, 0.010)
        nursery.start_soon(count, 0.015)
        nursery.start_soon(listen)
    tally.event(told)


SIMULATIONS = {"heartbeats": heartbeats, "queue": queue, "schedules": schedules}


def main():
    name, amount, warm_up_millis, samples = sys.argv[1:]
    body = SIMULATIONS[name]
    amount = int(amount)
    warm_until = time.perf_counter_ns() + int(warm_up_millis) * 1_000_000
    while time.perf_counter_ns() < warm_until:
        body(amount)
    for _ in range(int(samples)):
        start, start_cpu = time.perf_counter_ns(), time.process_time_ns()
        tally = body(amount)
        wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - start_cpu
        print(name, tally.events, wall, cpu, f"checksum={tally.checksum}", sep="\t", flush=True)


main()
