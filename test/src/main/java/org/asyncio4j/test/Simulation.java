package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.CancelledError;
import org.asyncio4j.DeadlockError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.IdleWait;
import org.asyncio4j.test.guard.Enclosure;
import org.asyncio4j.test.guard.Rethrow;
import org.asyncio4j.test.guard.TestThread;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.asyncio4j.test.schedule.Chooser;
import org.asyncio4j.test.schedule.Conductor;

/**
 * One run of a test: a loop with a clock, an order of tasks and, if wanted, a network of its own,
 * and a strict look at what is left when it has ended.
 *
 * <pre>{@code
 * Simulation.run(simulation -> {
 *     sleep(hours(24 * 7));
 *     IO.println(simulation.clock().time());
 * });
 * }</pre>
 *
 * <p>It fails if the body throws; if all wait for each other; if a task, timer, connection is left
 * behind; if a failure was fetched by nobody; if a step keeps the loop for long; if something waits
 * for real time to pass. {@link SimulationOptions#withAllowed} lets single ones of these pass.
 *
 * <p>At its end all tasks that are left are cancelled and awaited, as at the end of every loop. One
 * that goes on in spite of that keeps it from ending; only the time limit of JUnit's tests and of
 * {@link Cancellation#everywhere} helps then.
 */
public final class Simulation {
    /** How much of what happened on its network a failure tells. */
    private static final int EVENTS_TOLD = 50;

    private final SimulationOptions options;
    private final Seed seed;
    private final TestClock clock = new TestClock();
    private final Conductor conductor;
    private final Findings findings;

    /** Whether to look closely, which takes time: tasks remember where they were made. */
    private final boolean detailed;

    private volatile EventLoop loop;

    /** Null where connections are real. */
    private SimulatedNetwork network;

    /** What the tasks were doing when the body failed; null if it has not. */
    private String tasksAtFailure;

    Simulation(SimulationOptions options, Seed seed, Chooser chooser, boolean detailed) {
        this.options = options;
        this.seed = seed;
        this.detailed = detailed;
        this.findings = new Findings(options);
        this.conductor = new Conductor(chooser, options.maxTurns(), findings);
    }

    /** {@link #run(SimulationOptions, Seed, SimulationBody)} with the usual options. */
    public static void run(SimulationBody body) throws Exception {
        run(SimulationOptions.DEFAULT, new Seed(0), body);
    }

    /**
     * Runs the body as the main task of a new loop, first in, first out unless the seed says
     * another order.
     *
     * @throws Exception what the body throws
     * @throws UncleanEndError if something is left behind
     * @throws org.asyncio4j.DeadlockError if all wait for each other
     * @throws IllegalStateException inside a loop
     */
    public static void run(SimulationOptions options, Seed seed, SimulationBody body)
            throws Exception {
        new Simulation(options, seed, seed.chooser(), true).execute(body);
    }

    // ---------------------------------------------------------------- for the body

    public EventLoop loop() {
        return loop;
    }

    /**
     * The clock that this simulation goes by.
     *
     * @throws IllegalStateException if it goes by the real one
     */
    public TestClock clock() {
        if (options.realTime()) {
            throw new IllegalStateException(
                    "The simulation '" + options.name() + "' goes by the real clock.");
        }
        return clock;
    }

    public Seed seed() {
        return seed;
    }

    /**
     * The network that this simulation is on; the body itself is on its host {@code test}.
     *
     * @throws IllegalStateException if it is on the real one
     */
    public SimulatedNetwork network() {
        if (network == null) {
            throw new IllegalStateException(
                    "The simulation '"
                            + options.name()
                            + "' is on the real network; withSimulatedNetwork(true) in its options"
                            + " gives it one of its own.");
        }
        return network;
    }

    // ---------------------------------------------------------------- running

    Conductor conductor() {
        return conductor;
    }

    void execute(SimulationBody body) throws Exception {
        Enclosure.requireTime();
        TestThread around = TestThread.currentOrNull();
        Throwable failure = null;
        try (Runner runner = new Runner(runOptions())) {
            try {
                runner.run(() -> main(body, around));
            } catch (Throwable thrown) {
                failure = thrown;
                // The rest is the loop's end, in which the tasks that are left are cancelled.
            }
        } catch (Throwable thrown) {
            failure = failure == null ? thrown : with(failure, thrown);
        }
        throwOutcome(failure);
    }

    private RunOptions runOptions() {
        return RunOptions.DEFAULT
                .withName(options.name())
                .withDebug(detailed)
                .withVirtualTime(false)
                .withHandleSignals(false)
                .withClock(options.realTime() ? null : clock)
                .withDirector(conductor);
    }

    private void main(SimulationBody body, TestThread around) throws Exception {
        loop = getRunningLoop();
        if (around != null) {
            around.runs(loop, Fiber.current().scheduler());
        }
        loop.setSlowStepDuration(options.slowStep());
        loop.setExceptionHandler((_, context) -> findings.add(context));
        findings.cancelIfEndless(currentTask());
        try {
            runToRest(body);
        } finally {
            clock.autojump(true); // What is left may have to sleep in order to end.
        }
    }

    private void runToRest(SimulationBody body) throws Exception {
        try {
            runBody(body);
        } catch (Throwable thrown) {
            tasksAtFailure = tasksWorthTelling(thrown);
            throw thrown;
        } finally {
            if (Fiber.current().scheduler().doesIo()) {
                conductor.enteredFromOutside();
            }
            conductor.end();
            loop.setDebug(false); // What is left will be found, and need not be logged as well.
        }
        findings.awaitRest(this::rest);
        findings.lookAt(Fiber.current().scheduler());
        if (network != null) {
            network.openResources().forEach(findings::isOpen);
        }
    }

    private void rest() {
        if (network != null) {
            clock.autojump(true);
            network.end();
        }
        IdleWait.begin(Fiber.current());
    }

    /** None where there are no others, or where the failure's own message lists them. */
    private String tasksWorthTelling(Throwable failure) {
        boolean told = failure instanceof DeadlockError || loop.allTasks().size() == 1;
        return told ? null : loop.describeTasks();
    }

    private void runBody(SimulationBody body) throws Exception {
        if (options.simulatedNetwork()) {
            network = new SimulatedNetwork(seed);
            network.host("test")
                    .run(() -> {
                        body.run(this);
                    });
        } else {
            body.run(this);
        }
    }

    private void throwOutcome(Throwable failure) {
        UncleanEndError unclean = findings.error();
        if (failure == null && unclean == null) {
            return;
        }
        Throwable outcome = failure == null ? unclean : explained(failure);
        if (failure != null && unclean != null) {
            outcome.addSuppressed(unclean);
        }
        throw Rethrow.of(outcome);
    }

    private Throwable explained(Throwable failure) {
        Throwable outcome = failure;
        if (findings.isEndless() && failure instanceof CancelledError) {
            outcome =
                    new AssertionError(
                            "The simulation has not ended after "
                                    + options.maxTurns()
                                    + " turns of its tasks.",
                            failure);
        }
        if (tasksAtFailure != null) {
            outcome.addSuppressed(new Remark("The tasks when it failed: " + tasksAtFailure));
        }
        if (network != null && !network.events().isEmpty()) {
            outcome.addSuppressed(new Remark("What happened on the network:" + lastEvents()));
        }
        return outcome;
    }

    private String lastEvents() {
        StringBuilder text = new StringBuilder();
        network.lastEvents(EVENTS_TOLD).forEach(event -> text.append("\n  ").append(event));
        return text.toString();
    }

    private static Throwable with(Throwable first, Throwable second) {
        if (first != second) {
            first.addSuppressed(second);
        }
        return first;
    }
}
