package org.asyncio4j.test.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

import java.util.List;
import java.util.Map;

/** Runs classes of tests as JUnit would, and tells what came of them. */
final class Trials {
    private Trials() {}

    /**
     * How one test has ended.
     *
     * @param failure null if it has succeeded
     */
    record End(String test, TestExecutionResult.Status status, Throwable failure) {}

    static List<End> run(Class<?> type) {
        return run(type, Map.of());
    }

    static List<End> run(Class<?> type, Map<String, String> configuration) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .configurationParameters(configuration)
                .execute()
                .testEvents()
                .stream()
                .filter(event -> event.getType() == EventType.FINISHED)
                .map(Trials::endOf)
                .toList();
    }

    /** All that has failed, containers of tests too. */
    static List<Throwable> failuresOf(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .execute()
                .allEvents()
                .failed()
                .stream()
                .map(Trials::endOf)
                .map(End::failure)
                .toList();
    }

    private static End endOf(Event event) {
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        return new End(
                event.getTestDescriptor().getDisplayName(),
                result.getStatus(),
                result.getThrowable().orElse(null));
    }

    /** Runs the class's one test, which has to succeed. */
    static void succeed(Class<?> type) {
        for (End end : run(type)) {
            if (end.status != TestExecutionResult.Status.SUCCESSFUL) {
                throw new AssertionError(end.test + " " + end.status, end.failure);
            }
        }
    }

    /** Runs the class's one test, which has to fail, and returns the failure. */
    static Throwable failureOf(Class<?> type) {
        List<End> ends = run(type);
        assertEquals(1, ends.size(), ends::toString);
        assertEquals(TestExecutionResult.Status.FAILED, ends.getFirst().status);
        return ends.getFirst().failure;
    }
}
