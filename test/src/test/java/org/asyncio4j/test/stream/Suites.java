package org.asyncio4j.test.stream;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.asyncio4j.test.Exploration;
import org.junit.jupiter.api.DynamicContainer;

import java.util.List;

/** Conformance suites in JUnit. */
final class Suites {
    private Suites() {}

    static DynamicContainer container(String name, Conformance suite) {
        return dynamicContainer(
                name, suite.cases().stream().map(each -> dynamicTest(each.name(), each::run)));
    }

    /** The same in several orders of the tasks, by chance. */
    static DynamicContainer explored(String name, int schedules, Conformance suite) {
        return dynamicContainer(
                name,
                suite.cases().stream()
                        .map(each ->
                                dynamicTest(
                                        each.name(),
                                        () -> Exploration.of(schedules).run(_ -> each.runHere()))));
    }

    /** Has to find what is wrong with an implementation, by the case of this name. */
    static void assertCaught(Conformance suite, String name) {
        List<ConformanceCase> named =
                suite.cases().stream().filter(each -> each.name().equals(name)).toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException("no such case: " + name);
        }
        assertThrows(Throwable.class, named.getFirst()::run, name);
    }
}
