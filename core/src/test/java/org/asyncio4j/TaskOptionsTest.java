package org.asyncio4j;

import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The eager start, and the options themselves. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskOptionsTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final List<String> trail = new ArrayList<>();

    @Test
    void optionsCombine() {
        assertEquals(new TaskOptions("n", false), TaskOptions.named("n"));
        assertEquals(new TaskOptions("n", true), TaskOptions.eager().withName("n"));
    }

    @Test
    void anEagerTaskRunsInsideCreateTaskUntilItWaits() {
        run(() -> {
            createTask(() -> trail.add("other"));
            Task<Void> task =
                    createTask(
                            TaskOptions.eager(),
                            () -> {
                                trail.add("begins");
                                sleep(seconds(1));
                                trail.add("ends");
                            });
            trail.add("creator");
            assertFalse(task.done());
            task.await();
            assertEquals(List.of("begins", "creator", "other", "ends"), trail);
        });
    }

    @Test
    void anEagerTaskThatDoesNotWaitIsDoneAtOnce() {
        run(() -> {
            createTask(() -> trail.add("other"));
            Task<String> task = createTask(TaskOptions.eager(), () -> "r");
            assertTrue(task.done());
            assertEquals("r", task.result());
            Task<String> failed =
                    createTask(
                            TaskOptions.eager(),
                            () -> {
                                throw new IOException("x");
                            });
            assertThrows(IOException.class, failed::result);
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void currentTaskAndScopedValuesAreTheChilds() {
        run(() -> {
            Task<?> creator = currentTask();
            ScopedValue.where(USER, "ann")
                    .run(() ->
                            createTask(
                                    TaskOptions.eager(),
                                    () -> {
                                        assertNotSame(creator, currentTask());
                                        assertTrue(allTasks().contains(currentTask()));
                                        trail.add(USER.get());
                                    }));
            assertSame(creator, currentTask());
            assertEquals(List.of("ann"), trail);
        });
    }

    @Test
    void eagerTasksNest() {
        run(() -> {
            createTask(() -> trail.add("other"));
            createTask(
                    TaskOptions.eager(),
                    () -> {
                        trail.add("a begins");
                        createTask(
                                TaskOptions.eager(),
                                () -> {
                                    trail.add("b begins");
                                    yieldNow();
                                    trail.add("b ends");
                                });
                        trail.add("a goes on");
                        yieldNow();
                        trail.add("a ends");
                    });
            trail.add("creator");
            settle();
            assertEquals(
                    List.of(
                            "a begins",
                            "b begins",
                            "a goes on",
                            "creator",
                            "other",
                            "b ends",
                            "a ends"),
                    trail);
        });
    }

    @Test
    void manyEagerTasksKeepTheOrderOfTheOthers() {
        run(() -> {
            for (int i = 0; i < 5; i++) {
                String name = "other " + i;
                createTask(() -> trail.add(name));
            }
            for (int i = 0; i < 5; i++) {
                String name = "eager " + i;
                createTask(
                        TaskOptions.eager(),
                        () -> {
                            trail.add(name);
                            yieldNow();
                            trail.add(name + " again");
                        });
            }
            settle();
            List<String> expected = new ArrayList<>();
            for (String name : List.of("eager 0", "other 0")) {
                for (int i = 0; i < 5; i++) {
                    expected.add(name.replace('0', (char) ('0' + i)));
                }
            }
            for (int i = 0; i < 5; i++) {
                expected.add("eager " + i + " again");
            }
            assertEquals(expected, trail);
        });
    }

    @Test
    void anEagerTaskMayCancelItsCreator() {
        run(() -> {
            Task<Void> creator =
                    createTask(() -> {
                        Task<?> self = currentTask();
                        createTask(TaskOptions.eager(), () -> self.cancel("by the child"));
                        trail.add("creator goes on");
                        sleep(seconds(1));
                        trail.add("not reached");
                    });
            assertEquals(
                    "by the child", assertThrows(CancelledError.class, creator::await).reason());
            assertEquals(List.of("creator goes on"), trail);
        });
    }

    @Test
    void anEagerTaskMayBeCancelledWhileItWaits() {
        run(() -> {
            Promise<String> promise = createFuture();
            Task<String> task = createTask(TaskOptions.eager(), () -> promise.await());
            task.cancel();
            assertTrue(promise.cancelled());
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void aCallbackMayStartEagerTasks() {
        run(() -> {
            getRunningLoop()
                    .callSoon(() -> {
                        createTask(TaskOptions.eager(), () -> trail.add("eager"));
                        trail.add("callback");
                    });
            settle();
            assertEquals(List.of("eager", "callback"), trail);
        });
    }
}
