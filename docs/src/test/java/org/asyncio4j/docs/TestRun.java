package org.asyncio4j.docs;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a sample that is a class of JUnit's, and says what became of its tests. */
final class TestRun implements TestExecutionListener {
    private final StringBuilder report = new StringBuilder();

    private TestRun() {}

    static String of(Class<?> type) {
        TestRun run = new TestRun();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(type))
                                .build(),
                        run);
        return run.report.toString();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            report.append(test.getDisplayName()).append(' ');
            report.append(
                    result.getStatus() == TestExecutionResult.Status.SUCCESSFUL
                            ? "passed"
                            : "failed: ");
            result.getThrowable().ifPresent(thrown -> report.append(thrown.getMessage()));
            report.append('\n');
        }
    }
}
