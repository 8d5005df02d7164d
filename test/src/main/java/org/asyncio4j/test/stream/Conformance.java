package org.asyncio4j.test.stream;

import org.asyncio4j.Action;

import java.util.ArrayList;
import java.util.List;

/**
 * A suite of cases that any implementation has to pass. From the subclasses' {@code of} methods.
 */
public abstract sealed class Conformance
        permits StreamConformance, ListenerConformance, QueueConformance {
    final ConformanceOptions options;
    private final List<ConformanceCase> cases = new ArrayList<>();

    Conformance(ConformanceOptions options) {
        this.options = options;
    }

    final void add(String name, Action<?> body) {
        cases.add(new ConformanceCase(name, options, body));
    }

    /** The cases, each with a name of its own. */
    public final List<ConformanceCase> cases() {
        return List.copyOf(cases);
    }

    /**
     * Runs all cases.
     *
     * @throws AssertionError that names those that failed; their failures are suppressed in it
     */
    public final void check() {
        List<Throwable> failures = new ArrayList<>();
        StringBuilder names = new StringBuilder();
        for (ConformanceCase each : cases) {
            try {
                each.run();
            } catch (Exception | Error failure) {
                failures.add(failure);
                names.append("\n  ").append(each).append(": ").append(failure);
            }
        }
        if (!failures.isEmpty()) {
            AssertionError error =
                    new AssertionError(
                            failures.size() + " of " + cases.size() + " cases failed:" + names);
            failures.forEach(error::addSuppressed);
            throw error;
        }
    }
}
