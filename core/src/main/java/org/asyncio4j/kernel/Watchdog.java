package org.asyncio4j.kernel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at all loops from outside and finds steps that run too long: a task that computes, or
 * blocks its carrier, keeps all others of its loop from running. It looks while the step runs, so
 * that the stack shows the culprit, and a loop that is blocked for ever is reported too.
 *
 * <p>One daemon thread for the JVM. It sleeps while all loops are idle, and ends with the last
 * loop.
 */
final class Watchdog {
    /** How long a step may run before it is reported, unless the loop is told otherwise. */
    static final Duration SLOW = Duration.ofMillis(100);

    /**
     * A program that has just started loads classes and runs them uncompiled, which is slow without
     * anybody's fault. Unless a loop has been given a bound of its own, its steps may take this
     * long meanwhile.
     */
    private static final Duration SLOW_WHILE_COLD = Duration.ofSeconds(1);

    private static final Duration COLD = Duration.ofSeconds(5);

    private static final long LOOK_NANOS = 20_000_000;

    /** Nobody's step can be long yet when all were idle at the last look. */
    private static final long IDLE_LOOK_NANOS = SLOW.toNanos() / 2;

    /** A step that goes on is reported again each time it has become this many times longer. */
    private static final int REPEAT_FACTOR = 10;

    /** When the JVM's first loop began. */
    private static final long BEGIN = System.nanoTime();

    private static final Map<Scheduler, Observation> LOOPS = new ConcurrentHashMap<>();
    private static final Object LIFE_LOCK = new Object();

    /** The thread that looks; guarded by the lock. */
    private static Thread watcher;

    private Watchdog() {}

    static void watch(Scheduler loop) {
        synchronized (LIFE_LOCK) {
            LOOPS.put(loop, new Observation());
            if (watcher == null) {
                Thread thread = new Thread(null, Watchdog::look, "asyncio4j-watchdog", 0, false);
                thread.setDaemon(true);
                thread.start();
                watcher = thread;
            }
        }
    }

    static void forget(Scheduler loop) {
        LOOPS.remove(loop);
    }

    private static void look() {
        long pause = LOOK_NANOS;
        long before = System.nanoTime();
        do {
            LockSupport.parkNanos(Watchdog.class, pause);
            Thread.interrupted();
            long now = System.nanoTime();
            // What held up the watchdog, the garbage collector say, held up the loops as well.
            long late = Math.max(0, now - before - 2 * pause);
            before = now;
            boolean allIdle = true;
            for (Map.Entry<Scheduler, Observation> entry : LOOPS.entrySet()) {
                allIdle &= entry.getKey().isIdle();
                look(entry.getKey(), entry.getValue(), now, late);
            }
            pause = allIdle ? IDLE_LOOK_NANOS : LOOK_NANOS;
        } while (!retire());
    }

    /** A report that fails, in a log handler say, must not end the watch over all the others. */
    private static void look(Scheduler loop, Observation observation, long now, long late) {
        try {
            observation.look(loop, now, late);
        } catch (Throwable e) {
            loop.post(() -> loop.listener().crashed(e));
        }
    }

    private static boolean retire() {
        if (!LOOPS.isEmpty()) {
            return false;
        }
        synchronized (LIFE_LOCK) {
            if (!LOOPS.isEmpty()) {
                return false;
            }
            watcher = null;
            return true;
        }
    }

    /** What the watchdog saw of one loop when it last looked. */
    private static final class Observation {
        private long steps = -1;
        private long since;
        private long nextReport;

        void look(Scheduler loop, long now, long late) {
            since += late;
            long stepsNow = loop.stepsTaken();
            if (loop.isIdle() || stepsNow != steps) {
                steps = stepsNow;
                since = now;
                nextReport = bound(loop, now);
            } else if (now - since >= nextReport) {
                report(loop, stepsNow, Duration.ofNanos(now - since));
                nextReport *= REPEAT_FACTOR;
            }
        }

        private static long bound(Scheduler loop, long now) {
            boolean cold = now - BEGIN < COLD.toNanos() && !loop.hasOwnSlowStep();
            return cold ? SLOW_WHILE_COLD.toNanos() : loop.slowStepNanos();
        }

        private void report(Scheduler loop, long step, Duration running) {
            Fiber fiber = loop.observedCurrent();
            StackTraceElement[] stack = loop.observedThread().getStackTrace();
            if (loop.stepsTaken() == step && !loop.isIdle() && !isGivingWay(stack)) {
                String who = fiber != null ? fiber.toString() : "A guest thread";
                loop.listener().isSlow(who, running, stack);
            }
        }

        /** On a busy machine the carrier may not get to run while its fiber is about to park. */
        private static boolean isGivingWay(StackTraceElement[] stack) {
            if (stack.length == 0) {
                return true;
            }
            String top = stack[0].getClassName();
            return top.equals("java.lang.VirtualThread")
                    || top.equals("java.util.concurrent.locks.LockSupport")
                    || top.startsWith("jdk.internal.vm.Continuation");
        }
    }
}
