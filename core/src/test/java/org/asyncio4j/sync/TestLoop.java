package org.asyncio4j.sync;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;

import java.util.List;

/** What the tests of the primitives have in common: a loop on virtual time, and words for it. */
public final class TestLoop {
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    private TestLoop() {}

    /** Runs a test's main task. A test that waits for nothing ends with a DeadlockError. */
    public static <X extends Exception> void run(Action<X> main) throws X {
        Asyncio.run(OPTIONS, main);
    }

    /** Lets all others run until they wait. */
    public static void settle() {
        sleep(millis(1));
    }

    /** Starts a task that writes down when {@code wait} has returned, or that it was cancelled. */
    public static Task<Void> waiter(List<String> trail, String name, Action<?> wait) {
        return createTask(
                name,
                () -> {
                    try {
                        wait.run();
                        trail.add(name);
                    } catch (CancelledError e) {
                        trail.add(name + " cancelled");
                        throw e;
                    } catch (Exception e) {
                        trail.add(name + " " + e.getClass().getSimpleName());
                    }
                });
    }

    /** The call, on an object that the running loop has used, fails on a thread and in a loop. */
    public static void assertRefusedElsewhere(Action<?> call) {
        String inThread =
                toThread(() -> assertThrows(IllegalStateException.class, call::run).getMessage());
        String inLoop =
                toThread(() ->
                        assertThrows(IllegalStateException.class, () -> Asyncio.run(OPTIONS, call))
                                .getMessage());
        assertTrue(inThread.contains("thread"), inThread);
        assertTrue(inLoop.contains("belongs to the loop"), inLoop);
    }
}
