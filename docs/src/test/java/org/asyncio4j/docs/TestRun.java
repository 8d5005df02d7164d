package org.asyncio4j.docs;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a sample that is a class of JUnit's, and says what became of its tests, in the order in
 * which they stand there. To what a test has thrown, the remarks of the test kit belong.
 */
final class TestRun implements TestExecutionListener {
    private static final String REMARK = "org.asyncio4j.test.Remark";

    private final String source;

    /** By the place of the method in the source. */
    private final Map<Integer, StringBuilder> reports = new TreeMap<>();

    private TestRun(String source) {
        this.source = source;
    }

    static String of(Class<?> type, String source) {
        TestRun run = new TestRun(source);
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(type))
                                .build(),
                        run);
        return String.join("", run.reports.values());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() || result.getThrowable().isPresent()) {
            StringBuilder report =
                    reports.computeIfAbsent(
                            test.getSource().map(this::placeOf).orElse(0),
                            _ -> new StringBuilder());
            report.append(test.getDisplayName());
            result.getThrowable()
                    .ifPresentOrElse(
                            thrown -> append(report.append(" failed: "), thrown),
                            () -> report.append(" passed\n"));
        }
    }

    private int placeOf(TestSource of) {
        return of instanceof MethodSource method
                ? source.indexOf(" " + method.getMethodName() + "(")
                : 0;
    }

    private static void append(StringBuilder report, Throwable thrown) {
        report.append(thrown.getMessage()).append('\n');
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            appendRemarks(report, each);
        }
    }

    private static void appendRemarks(StringBuilder report, Throwable thrown) {
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed.getClass().getName().equals(REMARK)) {
                report.append(suppressed.getMessage()).append('\n');
            }
        }
    }
}
