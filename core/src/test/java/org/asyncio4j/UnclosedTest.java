package org.asyncio4j;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class UnclosedTest {
    private final List<String> reports = new ArrayList<>();

    /** What opens and closes. */
    private interface Program {
        void run(EventLoop loop);
    }

    private List<String> reports(boolean debug, Program program) {
        run(
                RunOptions.DEFAULT.withHandleSignals(false).withDebug(debug),
                () -> {
                    EventLoop loop = getRunningLoop();
                    loop.setExceptionHandler((_, context) -> reports.add(context.message()));
                    program.run(loop);
                    assertEquals(List.of(), reports);
                });
        return reports;
    }

    @Test
    void tellsWhatWasNotClosedInTheOrderOfOpening() {
        assertEquals(
                List.of(
                        "one was not closed before its loop ended.",
                        "three was not closed before its loop ended."),
                reports(
                        false,
                        loop -> {
                            loop.opened("one");
                            loop.opened("two");
                            loop.opened("three");
                            loop.opened("one");
                            loop.closed("two");
                            loop.closed("never opened");
                        }));
    }

    @Test
    void tellsNothingWhereAllWasClosed() {
        assertEquals(
                List.of(),
                reports(
                        false,
                        loop -> {
                            loop.opened("one");
                            loop.closed("one");
                        }));
    }

    @Test
    void tellsInDebugModeWhereItWasOpened() {
        List<String> told = reports(true, loop -> loop.opened("one"));
        assertEquals(1, told.size());
        assertTrue(told.getFirst().contains("It was created at:"), told.getFirst());
    }

    @Test
    void isForTheLoopOnly() {
        EventLoop[] loop = new EventLoop[1];
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    loop[0] = getRunningLoop();
                });
        assertThrows(IllegalStateException.class, () -> loop[0].opened("late"));
    }
}
