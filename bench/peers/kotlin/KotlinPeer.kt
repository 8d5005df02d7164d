package org.asyncio4j.bench.peer

import java.util.concurrent.Executors
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.asyncio4j.bench.Suite
import org.asyncio4j.bench.Suite.BATCH
import org.asyncio4j.bench.Suite.DEPTH

/**
 * The work done by Kotlin coroutines on one thread: the event loop of `runBlocking`, with what
 * kotlinx.coroutines offers.
 */
object KotlinPeer {

    private var counter = 0

    @JvmStatic
    fun main(arguments: Array<String>) = suite().main(arguments)

    /** The benchmarks of this peer. */
    @JvmStatic
    fun suite(): Suite =
        Suite()
            .measure("spawn-join", ::spawnJoin)
            .measure("spawn-join-each", ::spawnJoinEach)
            .measure("yield", ::yields)
            .measure("queue", ::queue)
            .measure("timers", ::timers)
            .measure("chain", ::chain)
            .measure("pool", ::pool)
            .measureMemory(::sleepers)

    private fun spawnJoin(operations: Int) = runBlocking {
        val jobs = arrayOfNulls<Job>(BATCH)
        repeat(operations / BATCH) {
            for (i in 0 until BATCH) jobs[i] = launch { counter++ }
            for (i in 0 until BATCH) jobs[i]!!.join()
        }
    }

    private fun spawnJoinEach(operations: Int) = runBlocking {
        repeat(operations) { launch { counter++ }.join() }
    }

    private fun yields(operations: Int) = runBlocking {
        val first = launch { repeat(operations / 2) { yield() } }
        val second = launch { repeat(operations / 2) { yield() } }
        first.join()
        second.join()
    }

    private fun queue(operations: Int) = runBlocking {
        val there = Channel<Int>(Channel.UNLIMITED)
        val back = Channel<Int>(Channel.UNLIMITED)
        val echo = launch { repeat(operations) { back.send(there.receive()) } }
        repeat(operations) {
            there.send(it)
            back.receive()
        }
        echo.join()
    }

    private fun timers(operations: Int) = runBlocking {
        val jobs = arrayOfNulls<Job>(operations)
        for (i in 0 until operations) {
            val millis = Suite.timerMillis(i).toLong()
            jobs[i] = launch { delay(millis) }
        }
        for (job in jobs) job!!.join()
    }

    private suspend fun call(depth: Int, gate: CompletableDeferred<Unit>): Int {
        if (depth == 0) {
            gate.await()
            return 0
        }
        return 1 + call(depth - 1, gate)
    }

    private fun chain(operations: Int) = runBlocking {
        val gate = CompletableDeferred(Unit)
        repeat(operations) { check(call(DEPTH, gate) == DEPTH) { "wrong depth" } }
    }

    private fun pool(operations: Int) {
        Executors.newFixedThreadPool(1).asCoroutineDispatcher().use { dispatcher ->
            runBlocking {
                repeat(operations) { number ->
                    check(withContext(dispatcher) { number } == number) { "wrong result" }
                }
            }
        }
    }

    private fun sleepers(operations: Int, allAsleep: Runnable) {
        counter = 0
        runBlocking {
            val jobs = arrayOfNulls<Job>(operations)
            for (i in 0 until operations) {
                jobs[i] = launch {
                    counter++
                    delay(3_600_000)
                }
            }
            while (counter < operations) yield()
            yield()
            allAsleep.run()
            for (job in jobs) job!!.cancel()
        }
    }
}
