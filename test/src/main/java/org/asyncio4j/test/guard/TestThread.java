package org.asyncio4j.test.guard;

import org.asyncio4j.Action;
import org.asyncio4j.EventLoop;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.test.SimulationOptions;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The thread that a test's simulations are run from, one after the other, so that one which never
 * ends can be looked at, cancelled and at worst left alone.
 */
public final class TestThread extends Thread {
    /** How long a loop may take to say what its tasks do. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(1);

    /** How long a test may take to end when it has been cancelled. */
    private static final Duration CLEANUP_TIME = Duration.ofSeconds(2);

    private final SimulationOptions options;
    private final Enclosure.Work work;

    /** What runs; written by this thread and its loops, read by the one that waits for it. */
    private volatile Running running;

    private volatile boolean expired;

    /** Whether the thread that waits was interrupted; for that thread only. */
    private boolean interrupted;

    /** What the work has thrown, to be read when this thread has ended. */
    private Throwable failure;

    private record Running(EventLoop loop, Scheduler scheduler) {}

    /** Asks a loop what its tasks do. */
    private record Question(EventLoop loop, CompletableFuture<String> answer)
            implements Action<RuntimeException> {
        @Override
        public void run() {
            answer.complete(loop.describeTasks());
        }

        @Override
        public String toString() {
            return "that asks for this";
        }
    }

    private TestThread(SimulationOptions options, Enclosure.Work work) {
        super("asyncio4j test " + options.name());
        this.options = options;
        this.work = work;
        setDaemon(true);
    }

    // ---------------------------------------------------------------- in this thread

    /** The calling thread if it is one. */
    public static TestThread currentOrNull() {
        return Thread.currentThread() instanceof TestThread thread ? thread : null;
    }

    boolean hasExpired() {
        return expired;
    }

    @Override
    public void run() {
        try {
            work.run();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    // ---------------------------------------------------------------- in its loops

    /** A simulation has begun. */
    public void runs(EventLoop loop, Scheduler scheduler) {
        running = new Running(loop, scheduler);
    }

    // ---------------------------------------------------------------- in the thread that waits

    static void run(SimulationOptions options, Enclosure.Work work) throws Exception {
        TestThread thread = new TestThread(options, work);
        thread.start();
        thread.await();
        if (thread.failure != null) {
            throw Rethrow.of(thread.failure);
        }
    }

    private void await() {
        try {
            if (join(options.timeout())) {
                return;
            }
            if (Debugger.isAttached()) {
                join();
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
            throw stopped("was interrupted, and is cancelled");
        }
        throw stopped(
                "has not ended after "
                        + seconds(options.timeout())
                        + " of real time, and is cancelled");
    }

    private AssertionError stopped(String what) {
        String tasks = describeTasks();
        expired = true;
        interrupt(); // Which cancels the main task.
        boolean ended = endsInTime();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        AssertionError error =
                new AssertionError(
                        "The test '"
                                + options.name()
                                + "' "
                                + what
                                + "."
                                + (ended ? "" : abandoned())
                                + tasks);
        if (ended && failure != null) {
            error.addSuppressed(failure);
        }
        return error;
    }

    private String abandoned() {
        return " It has not ended "
                + seconds(CLEANUP_TIME)
                + " later either, so its thread '"
                + getName()
                + "' is left behind.";
    }

    private boolean endsInTime() {
        try {
            return join(CLEANUP_TIME);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        }
    }

    /** What the tasks do; where the loop does not answer, what keeps it. */
    private String describeTasks() {
        Running now = running;
        if (now == null || now.loop.isClosed()) {
            return " The thread that runs it is at" + frames(getStackTrace());
        }
        CompletableFuture<String> answer = new CompletableFuture<>();
        try {
            now.loop.callSoonThreadsafe(new Question(now.loop, answer));
            return " Its tasks: " + answer.get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | IllegalStateException | InterruptedException e) {
            interrupted |= e instanceof InterruptedException;
            Thread keeper = now.scheduler.observedThread();
            return " Its loop does not answer; it is kept by "
                    + keeper
                    + ", at"
                    + frames(keeper.getStackTrace());
        } catch (ExecutionException e) {
            return " Its tasks cannot be described: " + e.getCause();
        }
    }

    private static String frames(StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : List.of(stack)) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
