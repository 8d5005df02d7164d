package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.timeout;

import org.asyncio4j.Action;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.test.Simulation;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * One thing that a stream, a listener or a queue has to do right: a name and a check. From the
 * suites of this package.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> conformance() {
 *     return StreamConformance.ofPair(MyStream::pair).cases().stream()
 *             .map(each -> dynamicTest(each.name(), each::run));
 * }
 * }</pre>
 */
public final class ConformanceCase {
    private static final Duration BEFORE_THE_END = Duration.ofMillis(1);

    private final String name;
    private final ConformanceOptions options;
    private final Action<?> body;

    ConformanceCase(String name, ConformanceOptions options, Action<?> body) {
        this.name = name;
        this.options = options;
        this.body = body;
    }

    /** What is right, as a sentence. */
    public String name() {
        return name;
    }

    /**
     * Checks it, in a simulation of its own.
     *
     * @throws AssertionError if it is wrong, or nothing goes on any more
     * @throws Exception what the implementation throws at the wrong place
     */
    public void run() throws Exception {
        Simulation.run(options.simulation(), options.seed(), _ -> runHere());
    }

    /**
     * Checks it in the task that calls, for who has a simulation or an exploration already.
     *
     * @throws AssertionError if it is wrong, or nothing goes on any more
     * @throws Exception what the implementation throws at the wrong place
     */
    public void runHere() throws Exception {
        String[] tasks = {""};
        TimerHandle look =
                getRunningLoop()
                        .callLater(
                                options.patience().minus(BEFORE_THE_END),
                                () -> tasks[0] = getRunningLoop().describeTasks());
        try {
            timeout(options.patience(), body);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "Nothing goes on any more, or far too slowly, in \""
                            + name
                            + "\". The tasks: "
                            + tasks[0],
                    e);
        } finally {
            look.cancel();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
