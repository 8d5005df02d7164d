package org.asyncio4j.kernel;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Where virtual threads of closed loops run to their end.
 *
 * <p>A closed loop must still take what the JDK submits: an executor that refuses kills threads on
 * which all virtual threads of the JVM depend. What comes late is run here, on one thread, so that
 * the threads of one loop still run one at a time. The thread ends when it has had no work for a
 * while, and the next late submission starts another.
 */
final class Afterlife {
    private static final long IDLE_SECONDS = 1;

    private static final LinkedBlockingQueue<Runnable> WORK = new LinkedBlockingQueue<>();
    private static final Object STATE_LOCK = new Object();

    /** Whether a thread takes work; guarded by the lock. */
    private static boolean manned;

    private Afterlife() {}

    /** Takes over all that is in a closed loop's inbox. From any thread. */
    static void adopt(Inbox inbox) {
        Inbox.Entry entry = inbox.takeAll();
        if (entry == null) {
            return;
        }
        for (; entry != null; entry = entry.next()) {
            WORK.add(entry.work);
        }
        man();
    }

    private static void man() {
        // No fiber parks while it holds this lock: only the few lines here and in retire() do.
        synchronized (STATE_LOCK) {
            manned = manned || startThread();
        }
    }

    /**
     * @return whether there is a thread now. Whoever submits late must not hear of it if not: it
     *     may be a thread of the JDK that the exception would end. The next submission tries again.
     */
    private static boolean startThread() {
        try {
            Thread thread = new Thread(null, Afterlife::work, "asyncio4j-afterlife", 0, false);
            thread.setDaemon(true);
            thread.start();
            return true;
        } catch (OutOfMemoryError noMoreThreads) {
            return false;
        }
    }

    private static void work() {
        while (true) {
            Runnable continuation = take();
            if (continuation != null) {
                runGuarded(continuation);
            } else if (retire()) {
                return;
            }
        }
    }

    /** The next work, or null after a while without any. */
    private static Runnable take() {
        try {
            return WORK.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return null; // Nobody has a reason to interrupt it; the next turn looks again.
        }
    }

    private static boolean retire() {
        synchronized (STATE_LOCK) {
            manned = !WORK.isEmpty();
            return !manned;
        }
    }

    private static void runGuarded(Runnable continuation) {
        try {
            continuation.run();
        } catch (Throwable throwable) {
            System.getLogger("org.asyncio4j")
                    .log(
                            System.Logger.Level.ERROR,
                            "A late task of a closed loop failed.",
                            throwable);
        }
    }
}
