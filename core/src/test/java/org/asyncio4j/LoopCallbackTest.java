package org.asyncio4j;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The handles of callbacks. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopCallbackTest {
    private final List<String> trail = new ArrayList<>();

    @Test
    void aCancelledCallbackDoesNotRun() {
        run(() -> {
            Handle handle = getRunningLoop().callSoon(() -> trail.add("ran"));
            assertFalse(handle.cancelled());
            handle.cancel();
            assertTrue(handle.cancelled());
            handle.cancel();
            settle();
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void aCancelledTimerDoesNotFireAndDoesNotHoldTheClock() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            TimerHandle handle = loop.callLater(seconds(5), () -> trail.add("ran"));
            assertEquals(seconds(5), handle.when());
            handle.cancel();
            assertTrue(handle.cancelled());
            sleep(seconds(10));
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void aTimerThatIsDueButHasNotRunCanBeCancelled() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            List<TimerHandle> second = new ArrayList<>();
            loop.callLater(seconds(1), () -> second.getFirst().cancel());
            second.add(loop.callLater(seconds(1), () -> trail.add("ran")));
            sleep(seconds(2));
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void cancellingOneOfManyTimersLeavesTheOthersInOrder() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            List<TimerHandle> handles = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String name = "timer " + i;
                handles.add(loop.callLater(seconds(1 + i % 3), () -> trail.add(name)));
            }
            for (int i = 0; i < 30; i += 4) {
                handles.get(i).cancel();
            }
            for (int second = 0; second < 3; second++) {
                for (int i = second; i < 30; i += 3) {
                    if (i % 4 != 0) {
                        expected.add("timer " + i);
                    }
                }
            }
            sleep(seconds(5));
            assertEquals(expected, trail);
        });
    }

    @Test
    void cancelAfterItHasRunIsHarmless() {
        run(() -> {
            Handle handle = getRunningLoop().callSoon(() -> trail.add("ran"));
            settle();
            handle.cancel();
            settle();
            assertEquals(List.of("ran"), trail);
        });
    }

    @Test
    void theHandleOfAThreadsCallbackCanBeCancelledByTheThread() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            // The loop is held here until the thread has done both, so that no turn comes between.
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                Handle handle = loop.callSoonThreadsafe(() -> trail.add("ran"));
                                handle.cancel();
                                assertTrue(handle.cancelled());
                            });
            while (thread.isAlive()) {
                Thread.onSpinWait();
            }
            loop.callSoonThreadsafe(() -> trail.add("next"));
            toThread(() -> {});
            assertEquals(List.of("next"), trail);
        });
    }

    @Test
    void toStringTellsHowItStands() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Handle pending = loop.callSoon(() -> {});
            assertTrue(pending.toString().startsWith("Handle[pending"), pending.toString());
            settle();
            assertTrue(pending.toString().startsWith("Handle[begun"), pending.toString());
            Handle cancelled = loop.callLater(Duration.ofDays(1), () -> {});
            cancelled.cancel();
            assertTrue(cancelled.toString().startsWith("Handle[cancelled"), cancelled.toString());
        });
    }
}
