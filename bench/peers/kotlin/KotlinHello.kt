package org.asyncio4j.bench.hello

import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** The start-up program on Kotlin coroutines: three of them take turns once. */
object KotlinHello {

    private suspend fun count() {
        println("One")
        yield()
        println("Two")
    }

    @JvmStatic
    fun main(arguments: Array<String>) = runBlocking {
        repeat(3) { launch { count() } }
    }
}
