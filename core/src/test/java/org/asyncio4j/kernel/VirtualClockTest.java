package org.asyncio4j.kernel;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.RunOptions;
import org.asyncio4j.spi.LoopClock;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualClockTest {
    private final List<String> trail = new ArrayList<>();

    private static <X extends Exception> void run(Action<X> main) throws X {
        Asyncio.run(RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false), main);
    }

    @Test
    void theClockJumpsForwardsOnly() {
        LoopClock clock = new VirtualClock();
        assertEquals(0, clock.nanos());
        clock.jumpTo(10);
        clock.jumpTo(5);
        assertEquals(10, clock.nanos());
    }

    @Test
    void hoursPassAtOnceAndExactly() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            createTask(() -> {
                sleep(hours(1));
                trail.add("one hour");
            });
            sleep(hours(2));
            trail.add("two hours");
            assertEquals(Duration.ofHours(2), loop.time());
        });
        assertEquals(List.of("one hour", "two hours"), trail);
    }

    @Test
    void computingTakesNoTime() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            long end = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertEquals(Duration.ZERO, loop.time());
        });
    }

    @Test
    void workInAThreadHoldsTheClock() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        run(() -> {
            createTask(() -> {
                toThread(() -> release.await());
                trail.add("thread at " + getRunningLoop().time());
            });
            Thread.ofPlatform().start(release::countDown);
            sleep(hours(1));
            trail.add("hour");
        });
        assertEquals(List.of("thread at PT0S", "hour"), trail);
    }

    @Test
    void aForeignWaitHoldsTheClock() throws Exception {
        run(() -> {
            createTask(() -> {
                Thread.sleep(5);
                trail.add("slept at " + getRunningLoop().time());
            });
            sleep(hours(1));
            trail.add("hour");
        });
        assertEquals(List.of("slept at PT0S", "hour"), trail);
    }

    @Test
    void aStageOfTheJdkHoldsTheClock() {
        run(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            createTask(() -> trail.add(Asyncio.await(stage) + " at " + getRunningLoop().time()));
            Thread.ofPlatform().start(() -> stage.complete("stage"));
            sleep(hours(1));
            trail.add("hour");
        });
        assertEquals(List.of("stage at PT0S", "hour"), trail);
    }

    @Test
    void aGuestThatSleepsOnTheLoopsClockDoesNotHoldIt() {
        run(() -> {
            Event slept = new Event();
            Thread.startVirtualThread(() -> {
                sleep(hours(1));
                slept.set();
            });
            slept.await();
            assertEquals(Duration.ofHours(1), getRunningLoop().time());
        });
    }

    @Test
    void aTaskOfTheLoopThatIsWokenByATimeoutSeesItsMoment() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Asyncio.moveOnAfter(hours(3), () -> new Event().await());
            assertEquals(Duration.ofHours(3), loop.time());
            sleep(millis(1));
            assertEquals(Duration.ofHours(3).plusMillis(1), loop.time());
        });
    }

    /** Really waits for the tenth of a second that passes at the speed of real time. */
    @Test
    void whatComesAgainAndAgainDoesNotPutADeadlineOff() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        run(() -> {
            EventLoop loop = getRunningLoop();
            Thread ticker =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (release.getCount() > 0) {
                                    loop.callSoonThreadsafe(() -> {});
                                    LockSupport.parkNanos(1_000_000);
                                }
                            });
            createTask(() -> toThread(() -> release.await()));
            sleep(millis(100));
            assertEquals(Duration.ofMillis(100), loop.time());
            release.countDown();
            toThread(() -> ticker.join());
        });
    }
}
