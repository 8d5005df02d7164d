package org.asyncio4j;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskTreeTest {
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withName("tree").withVirtualTime(true).withHandleSignals(false);

    /** Without the places, since the frames of this test are of our own package. */
    private static List<String> describe() {
        return getRunningLoop().describeTasks().lines().toList();
    }

    @Test
    void aGroupsTasksStandBelowTheTaskThatOpenedIt() {
        Asyncio.run(
                OPTIONS,
                () -> {
                    Task<?> lonely = createTask("lonely", () -> sleep(hours(3)));
                    taskGroup(outer -> {
                        outer.createTask(
                                "opener",
                                () -> {
                                    taskGroup(inner -> {
                                        inner.createTask("leaf", () -> sleep(hours(1)));
                                    });
                                });
                        outer.createTask("leaf 2", () -> sleep(hours(2)));
                        yieldNow();
                        yieldNow();
                        assertEquals(
                                List.of(
                                        "EventLoop[tree, running]",
                                        "  Task-1 is running",
                                        "    opener waits for TaskGroup[ending, 1 unfinished, 0"
                                                + " failed]",
                                        "      leaf waits for the clock, another PT1H",
                                        "    leaf 2 waits for the clock, another PT2H",
                                        "  lonely waits for the clock, another PT3H"),
                                describe());
                    });
                    lonely.cancel();
                });
    }

    @Test
    void aTaskThatIsBeingStartedStandsInItsGroup() {
        Asyncio.run(
                OPTIONS,
                () ->
                        taskGroup(group -> {
                            Task<?> caller =
                                    group.createTask(
                                            "caller", () -> group.start(_ -> sleep(hours(1))));
                            yieldNow();
                            yieldNow();
                            assertEquals(
                                    List.of(
                                            "EventLoop[tree, running]",
                                            "  Task-1 is running",
                                            "    caller waits for Task-3 to be ready",
                                            "    Task-3 waits for the clock, another PT1H"),
                                    describe());
                            caller.cancel();
                        }));
    }
}
