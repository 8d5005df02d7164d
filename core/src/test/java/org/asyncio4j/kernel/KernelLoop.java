package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.spi.Director;
import org.asyncio4j.spi.LoopClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A bare scheduler for the tests of the kernel: fibers with plain bodies, on virtual time. */
final class KernelLoop implements SchedulerListener, AutoCloseable {
    /** What a fiber of a test runs. */
    interface Body {
        void run() throws Throwable;
    }

    /** A delivery that can be recognised: it throws {@link Delivered}. */
    record Message(String text) implements Delivery {
        @Override
        public Throwable throwable() {
            return new Delivered(text);
        }
    }

    static final class Delivered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Delivered(String text) {
            super(text);
        }
    }

    /** A wait that answers as it is told and counts how often it is asked. */
    static final class TestWait implements Wait {
        private final Abort answer;
        int aborts;

        TestWait(Abort answer) {
            this.answer = answer;
        }

        @Override
        public Abort abort(Delivery delivery) {
            aborts++;
            return answer;
        }

        @Override
        public String describe() {
            return "a test";
        }

        /** Nobody may call the loop stuck: tests wake their fibers by hand. */
        @Override
        public boolean outside() {
            return true;
        }
    }

    /** A timer that runs something. */
    static final class TestTimer extends Timer {
        private final Runnable action;

        TestTimer(Runnable action) {
            this.action = action;
        }

        @Override
        protected void fire() {
            action.run();
        }
    }

    /** The owner of a test's fiber. */
    final class TestBody implements FiberBody {
        private final String name;
        private final Body body;
        Delivery refusal;
        int interrupts;

        private TestBody(String name, Body body) {
            this.name = name;
            this.body = body;
        }

        @Override
        public void run() {
            try {
                body.run();
            } catch (Throwable thrown) {
                failures.add(thrown);
            }
        }

        @Override
        public Delivery refusal() {
            return refusal;
        }

        @Override
        public void interrupted(Fiber fiber) {
            interrupts++;
        }

        @Override
        public String describe() {
            return name;
        }
    }

    final List<Throwable> crashes = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    final List<Boolean> stuckReports = Collections.synchronizedList(new ArrayList<>());
    final Scheduler scheduler;

    KernelLoop() {
        this(new VirtualClock());
    }

    KernelLoop(LoopClock clock) {
        this(clock, null);
    }

    KernelLoop(LoopClock clock, Director director) {
        scheduler = new Scheduler("kernel-test", clock, director, this);
    }

    /** A fiber that has not started. What it throws fails the test's {@link #run}. */
    Fiber fiber(String name, Body body) {
        return new Fiber(scheduler, new TestBody(name, body));
    }

    Fiber start(String name, Body body) {
        Fiber fiber = fiber(name, body);
        fiber.start();
        return fiber;
    }

    /** Runs the loop until {@code main} has ended, and fails with what any fiber has thrown. */
    void run(Body main) {
        start(
                "main",
                () -> {
                    try {
                        main.run();
                    } finally {
                        scheduler.stop();
                    }
                });
        // A test that takes too long is interrupted; then its loop must not run on.
        scheduler.run(() -> scheduler.post(scheduler::stop));
        for (Throwable failure : failures) {
            throw new AssertionError("A fiber has failed.", failure);
        }
    }

    /** Runs a test on a loop of its own, in which nothing may crash. */
    static void test(java.util.function.Consumer<KernelLoop> body) {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> body.accept(loop));
            assertEquals(List.of(), loop.crashes);
        }
    }

    /** Lets the current fiber's neighbours run until they wait. */
    void settle() {
        Sleep.until(Fiber.current(), scheduler.nanos() + 1);
    }

    @Override
    public void close() {
        scheduler.close();
    }

    @Override
    public boolean everyoneWaits(boolean lasting) {
        stuckReports.add(lasting);
        return false;
    }

    @Override
    public void isSlow(String who, Duration running, StackTraceElement[] stack) {}

    @Override
    public void crashed(Throwable throwable) {
        crashes.add(throwable);
    }
}
