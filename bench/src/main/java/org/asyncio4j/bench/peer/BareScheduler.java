package org.asyncio4j.bench.peer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * The least that can schedule virtual threads on one thread: a queue of continuations and a loop
 * that runs them. It knows no tasks, results, cancellation, timers or errors, so nothing that is
 * built on virtual threads can be faster: it is the floor that asyncio4j is held against.
 */
final class BareScheduler implements Executor {

    private static final MethodHandle NEW_VIRTUAL_THREAD = findConstructor();
    private static final int NO_INHERITED_THREAD_LOCALS = 1 << 2;

    private final Queue<Runnable> ready;
    private final boolean shared;
    private volatile Thread sleepingCarrier;

    private BareScheduler(Queue<Runnable> ready, boolean shared) {
        this.ready = ready;
        this.shared = shared;
    }

    /** A scheduler for threads that only wake each other: nothing in it is synchronised. */
    static BareScheduler local() {
        return new BareScheduler(new ArrayDeque<>(BATCH_CAPACITY), false);
    }

    /** A scheduler whose threads are woken from other threads too. */
    static BareScheduler shared() {
        return new BareScheduler(new ConcurrentLinkedQueue<>(), true);
    }

    private static final int BATCH_CAPACITY = 4_096;

    @Override
    public void execute(Runnable continuation) {
        ready.add(continuation);
        if (shared) {
            Thread carrier = sleepingCarrier;
            if (carrier != null) {
                LockSupport.unpark(carrier);
            }
        }
    }

    /** Returns a new virtual thread of this scheduler, not started. */
    Thread newThread(Runnable body) {
        try {
            return (Thread)
                    NEW_VIRTUAL_THREAD.invokeExact(
                            (Executor) this, (String) null, NO_INHERITED_THREAD_LOCALS, body);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Starts a new virtual thread of this scheduler. */
    Thread start(Runnable body) {
        Thread thread = newThread(body);
        thread.start();
        return thread;
    }

    /** Runs {@code main} and all that it starts, until {@code main} has ended, on this thread. */
    void run(Runnable main) {
        Thread thread = start(main);
        while (true) {
            Runnable next = ready.poll();
            if (next != null) {
                next.run();
            } else if (!thread.isAlive()) {
                return;
            } else {
                waitForWork();
            }
        }
    }

    private void waitForWork() {
        if (!shared) {
            throw new IllegalStateException("every thread waits, and nobody can wake one");
        }
        sleepingCarrier = Thread.currentThread();
        if (ready.isEmpty()) {
            LockSupport.park(this);
        }
        sleepingCarrier = null;
    }

    private static MethodHandle findConstructor() {
        try {
            Constructor<?> constructor =
                    Class.forName("java.lang.VirtualThread")
                            .getDeclaredConstructor(
                                    Executor.class, String.class, int.class, Runnable.class);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(
                            MethodType.methodType(
                                    Thread.class,
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class));
        } catch (ReflectiveOperationException unknownJdk) {
            throw new ExceptionInInitializerError(unknownJdk);
        }
    }
}
