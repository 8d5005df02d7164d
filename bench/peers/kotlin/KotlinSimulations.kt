@file:OptIn(ExperimentalCoroutinesApi::class)

package org.asyncio4j.bench.simulation

import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withTimeoutOrNull
import org.asyncio4j.bench.CountingBenchmark
import org.asyncio4j.bench.Suite

/** The simulations on the virtual clock of kotlinx.coroutines' `runTest`. */
object KotlinSimulations {

    @JvmStatic
    fun main(arguments: Array<String>) = suite().main(arguments)

    /** The benchmarks of this peer. */
    @JvmStatic
    fun suite(): Suite =
        Suite()
            .simulate("heartbeats", ::heartbeats)
            .simulate("queue", ::queue)
            .simulate("schedules", ::schedules)

    private fun heartbeats(hours: Int): CountingBenchmark.Result {
        val tally = Tally()
        runTest {
            coroutineScope {
                repeat(Heartbeats.TASKS) { launch { beat(it, hours * 3_600L, tally) } }
            }
        }
        return tally.result()
    }

    private suspend fun TestScope.beat(task: Int, end: Long, tally: Tally) {
        var beat = 0
        while (true) {
            val pause = Heartbeats.pauseSeconds(task, beat++)
            if (currentTime / 1_000 + pause > end) return
            delay(pause.seconds)
            tally.event(currentTime / 1_000)
        }
    }

    private fun queue(items: Int): CountingBenchmark.Result {
        val tally = Tally()
        runTest { Workers(this, items, tally).work() }
        return tally.result()
    }

    private class Workers(
        private val scope: TestScope,
        private val items: Int,
        private val tally: Tally,
    ) {
        private val queue = Channel<Int>(Workshop.QUEUE_SIZE)
        private var producing = Workshop.WORKERS

        suspend fun work() = coroutineScope {
            repeat(Workshop.WORKERS) {
                launch { produce(it) }
                launch { consume(it) }
            }
        }

        private suspend fun produce(producer: Int) {
            repeat(items) { item ->
                delay(ticks(Workshop.produced(now(), producer, item)))
                tally.event(now())
                val limit = ticks(Workshop.putLimit(now(), producer))
                val put = withTimeoutOrNull(limit) { queue.send(item) }
                tally.event(if (put == null) 3 * now() else now())
            }
            producing--
        }

        private suspend fun consume(consumer: Int) {
            var i = 0
            while (true) {
                delay(ticks(Workshop.consumed(now(), consumer, i++)))
                tally.event(now())
                var item = get(consumer)
                while (item == null) {
                    tally.event(5 * now())
                    if (producing == 0) return
                    item = get(consumer)
                }
                tally.event((7 + item) * now())
            }
        }

        private suspend fun get(consumer: Int): Int? =
            withTimeoutOrNull(ticks(Workshop.getLimit(now(), consumer))) { queue.receive() }

        private fun now() = scope.currentTime / Workshop.TICK_MILLIS

        private fun ticks(ticks: Int) = (ticks * Workshop.TICK_MILLIS).milliseconds
    }

    /** There is one schedule only; each run is the same. */
    private fun schedules(runs: Int): CountingBenchmark.Result {
        val tally = Tally()
        repeat(runs) { runTest { tally.event(SmallTest().run().toLong()) } }
        return tally.result()
    }

    /** Two tasks count under a lock, and tell a third. */
    private class SmallTest {
        private val lock = Mutex()
        private val queue = Channel<Int>(2)
        private var count = 0
        private var told = 0

        suspend fun run(): Int {
            coroutineScope {
                launch { count(10) }
                launch { count(15) }
                launch { listen() }
            }
            return told
        }

        private suspend fun count(millis: Int) {
            repeat(3) {
                val next =
                    lock.withLock {
                        val next = count + 1
                        delay(millis.milliseconds)
                        count = next
                        next
                    }
                queue.send(next)
                delay(5.milliseconds)
            }
        }

        private suspend fun listen() {
            repeat(6) {
                told += queue.receive()
                delay(5.milliseconds)
            }
        }
    }
}
