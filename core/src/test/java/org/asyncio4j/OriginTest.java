package org.asyncio4j;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OriginTest {
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    /** What a failing callback and a failing task report, in debug mode or not. */
    private static List<String> reports(boolean debug) {
        List<String> reports = new ArrayList<>();
        Asyncio.run(
                OPTIONS.withDebug(debug),
                () -> {
                    EventLoop loop = getRunningLoop();
                    loop.setExceptionHandler((_, context) -> reports.add(context.report()));
                    loop.callSoon(OriginTest::fail);
                    yieldNow();
                    Task<Void> task = createTask("unlucky", OriginTest::fail);
                    gatherSettled(List.of(task));
                    reports.add(
                            ExceptionContext.of("unlucky has failed", task.exception())
                                    .withAwaitable(task)
                                    .report());
                });
        return reports;
    }

    private static void fail() {
        throw new IllegalArgumentException("on purpose");
    }

    @Test
    void inDebugModeReportsSayWhereTaskAndCallbackWereMade() {
        List<String> reports = reports(true);
        assertEquals(2, reports.size());
        for (String report : reports) {
            assertTrue(report.contains("It was created at:\n    at "), report);
        }
    }

    @Test
    void otherwiseTheyDoNot() {
        List<String> reports = reports(false);
        assertEquals(2, reports.size());
        for (String report : reports) {
            assertFalse(report.contains("created at"), report);
        }
    }

    @Test
    void anOriginShowsTheProgramAndNotUs() {
        // All frames of this test are ours by their package: none but the JDK's are left.
        assertFalse(Origin.describe(Origin.hereIf(true)).contains("org.asyncio4j."));
        assertEquals("", Origin.describe(Origin.hereIf(false)));
    }

    @Test
    void debugModeCanBeTurnedOnWhileTheLoopRuns() {
        Asyncio.run(
                OPTIONS,
                () -> {
                    assertFalse(getRunningLoop().getDebug());
                    getRunningLoop().setDebug(true);
                    LoopTask<?> task = (LoopTask<?>) createTask(() -> {});
                    assertTrue(Origin.describe(task.origin()).startsWith("\nIt was created at:"));
                });
    }

    @Test
    void inDebugModeAHandleSaysWhereItWasMade() {
        for (boolean debug : new boolean[] {true, false}) {
            Asyncio.run(
                    OPTIONS.withDebug(debug),
                    () -> {
                        TimerHandle timer = getRunningLoop().callLater(Asyncio.hours(1), () -> {});
                        assertEquals(debug, timer.toString().contains(", created at "));
                    });
        }
    }
}
