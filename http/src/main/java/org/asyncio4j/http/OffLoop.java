package org.asyncio4j.http;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.Coroutine;

/** Runs what would hold the loop up, also where there is no loop. */
final class OffLoop {
    private OffLoop() {}

    /** Runs it in a thread and waits, or just runs it where nobody else could run meanwhile. */
    static <T, X extends Exception> T call(Coroutine<T, X> body) throws X {
        return isOnLoop() ? toThread(body) : body.run();
    }

    private static boolean isOnLoop() {
        try {
            getRunningLoop();
            return true;
        } catch (IllegalStateException outside) {
            return false;
        }
    }
}
