package org.asyncio4j.kernel;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.DeadlockError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.RunOptions;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.spi.Director;
import org.asyncio4j.spi.Turn;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DirectedTurnsTest {
    private final List<String> trail = new ArrayList<>();

    /** Always takes the one that has become ready last, and writes down what it sees. */
    private static class LastFirst implements Director {
        final List<String> turns = new ArrayList<>();
        final List<String> realWaits = new ArrayList<>();
        int entered;
        boolean alone;

        @Override
        public int choose(List<? extends Turn> ready) {
            return ready.size() - 1;
        }

        @Override
        public void begins(Turn turn) {
            turns.add(turn.describe());
        }

        @Override
        public void ends(Turn turn) {
            turns.add(turn.activity());
        }

        @Override
        public void enteredFromOutside() {
            entered++;
        }

        @Override
        public boolean isAlone() {
            return alone;
        }

        @Override
        public void waitsInRealTime(Turn turn, StackTraceElement[] stack) {
            realWaits.add(turn.describe() + " " + stack[stack.length - 1].getMethodName());
        }
    }

    private final LastFirst director = new LastFirst();

    private <X extends Exception> void run(Action<X> main) throws X {
        Asyncio.run(
                RunOptions.DEFAULT
                        .withVirtualTime(true)
                        .withHandleSignals(false)
                        .withDirector(director),
                main);
    }

    @Test
    void theDirectorDecidesWhichReadyTaskRuns() {
        run(() -> {
            createTask(() -> trail.add("first"));
            createTask(() -> trail.add("second"));
            createTask(() -> trail.add("third"));
            sleep(hours(1));
        });
        assertEquals(List.of("third", "second", "first"), trail);
    }

    @Test
    void aTaskThatGivesWayMayBeTheNextAgain() {
        run(() -> {
            createTask(() -> trail.add("other"));
            yieldNow();
            trail.add("main");
            sleep(hours(1));
        });
        assertEquals(List.of("main", "other"), trail);
    }

    /** The JDK submits a ready thread once more when somebody has looked at its stack. */
    @Test
    void aLookAtWhatIsReadyGivesItNoOtherTurn() {
        LastFirst inOrder =
                new LastFirst() {
                    @Override
                    public int choose(List<? extends Turn> ready) {
                        return 0;
                    }
                };
        Action<RuntimeException> main =
                () -> {
                    createTask("ready", () -> yieldNow());
                    yieldNow();
                    getRunningLoop().describeTasks();
                    getRunningLoop().describeTasks();
                    sleep(hours(1));
                };
        Asyncio.run(
                RunOptions.DEFAULT
                        .withVirtualTime(true)
                        .withHandleSignals(false)
                        .withDirector(inOrder),
                main);
        assertEquals(2, inOrder.turns.stream().filter("ready"::equals).count());
    }

    @Test
    void callbacksKeepTheirOrder() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            loop.callSoon(() -> trail.add("first"));
            loop.callSoon(() -> trail.add("second"));
            createTask(() -> trail.add("task"));
            loop.callSoon(() -> trail.add("third"));
            sleep(hours(1));
        });
        assertEquals(List.of("task", "first", "second", "third"), trail);
    }

    @Test
    void anEagerTaskRunsAtOnceAndItsStarterNext() {
        run(() -> {
            createTask(() -> trail.add("other"));
            EventLoop loop = getRunningLoop();
            loop.createTask(
                    TaskOptions.eager(),
                    () -> {
                        loop.createTask(TaskOptions.eager(), () -> trail.add("inner"));
                        trail.add("eager");
                    });
            trail.add("starter");
            sleep(hours(1));
        });
        assertEquals(List.of("inner", "eager", "starter", "other"), trail);
    }

    @Test
    void aThreadOfALibraryIsAmongTheChosen() {
        run(() -> {
            createTask(() -> trail.add("task"));
            Thread.startVirtualThread(() -> trail.add("guest"));
            sleep(hours(1));
        });
        assertEquals(List.of("guest", "task"), trail);
        assertTrue(director.turns.contains("a thread that a library has started"));
        assertTrue(director.turns.contains("has ended"));
    }

    @Test
    void theDirectorHearsOfEachTurn() {
        run(() -> {
            createTask(() -> sleep(hours(1)));
            sleep(hours(2));
        });
        assertEquals(
                List.of(
                        "Task-1",
                        "waits for the clock, another PT2H",
                        "Task-2",
                        "waits for the clock, another PT1H",
                        "Task-2",
                        "has ended",
                        "Task-1",
                        "has ended"),
                director.turns.subList(0, 8));
    }

    @Test
    void itHearsOfWhatComesFromOutside() {
        run(() -> {
            int before = director.entered;
            sleep(hours(1));
            assertEquals(before, director.entered);
            toThread(() -> {});
            assertTrue(director.entered > before);
        });
    }

    @Test
    void aWaitInRealTimeIsReportedOnce() throws Exception {
        run(() -> {
            createTask(() -> {
                sleep(hours(1));
                trail.add("slept");
            });
            Thread.sleep(3); // What is reported is a real wait.
        });
        assertEquals(List.of("Task-1 run"), director.realWaits);
        assertEquals(List.of(), trail);
    }

    /** A loop that has nothing left to end does not run again to close. */
    @Test
    void nothingRunsAfterTheLastTask() {
        run(() -> createTask(() -> {}).await());
        assertEquals("Task-1", director.turns.get(director.turns.size() - 2));
    }

    @Test
    void whereTheLoopIsAloneADeadlockIsCertainAtOnceThoughItWasHandedOut() {
        director.alone = true;
        run(() -> {
            getRunningLoop().createFuture();
            assertThrows(DeadlockError.class, () -> new Event().await());
        });
    }

    /** Waits for a second, after which it is taken for one. */
    @Test
    void whereItMayNotBeAloneADeadlockIsOneWhenItLasts() {
        run(() -> {
            getRunningLoop().createFuture();
            assertThrows(DeadlockError.class, () -> new Event().await());
        });
    }

    @Test
    void aReadyGuestThatIsLookedAtHasOneTurn() {
        run(() -> {
            createTask(() -> {});
            Thread guest =
                    Thread.startVirtualThread(() -> {
                        Thread.yield();
                        trail.add("guest");
                    });
            createTask(guest::getStackTrace);
            sleep(hours(1));
        });
        assertEquals(List.of("guest"), trail);
        assertEquals(
                2, Collections.frequency(director.turns, "a thread that a library has started"));
    }
}
