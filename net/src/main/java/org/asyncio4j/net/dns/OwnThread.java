package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.runInExecutor;

import org.asyncio4j.Coroutine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls of the system that block, each in a thread of its own.
 *
 * <p>Not in the loop's pool, whose threads may all be waiting for the very task that waits here:
 * {@link java.net.InetAddress} lets one thread at a time look up a name, and that is the task.
 */
final class OwnThread {
    private static final ExecutorService THREADS =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform()
                            .daemon()
                            .inheritInheritableThreadLocals(false)
                            .name("asyncio4j-names-", 0)
                            .factory());

    private OwnThread() {}

    /**
     * Runs the body in a thread and waits for it.
     *
     * <p>Gives way: always. Cancellation: ends the wait, the thread runs on and its result is
     * dropped. Woken by: the thread.
     */
    static <T, X extends Exception> T run(Coroutine<T, X> body) throws X {
        return runInExecutor(THREADS, body);
    }
}
