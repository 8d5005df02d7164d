package org.asyncio4j.kernel;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.runInExecutor;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.asyncio4j.Promise;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.sync.TestLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/** What reaches tasks, callbacks and threads of what is bound where they were made. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final InheritableThreadLocal<String> REQUEST = new InheritableThreadLocal<>();

    @Test
    void tasksSeeWhatWasBoundWhereTheyWereMade() {
        TestLoop.run(() -> {
            Task<String> bound = asUser("ann", () -> createTask(ContextTest::user));
            Task<String> rebound = asUser(
                    "ann",
                    () -> asUser("bob", () -> createTask(() -> {
                        yieldNow();
                        return user();
                    })));
            Task<String> unbound = createTask(ContextTest::user);
            assertEquals(List.of("ann", "bob", "nobody"), gather(bound, rebound, unbound));
        });
    }

    @Test
    void eagerTasksDoTooAndLeaveTheirMakerAsItWas() {
        TestLoop.run(() -> {
            Task<String> task = asUser("ann", () -> {
                Task<String> eager = createTask(TaskOptions.eager(), ContextTest::user);
                assertEquals("ann", user());
                return eager;
            });
            assertEquals("nobody", user());
            assertEquals("ann", task.await());
        });
    }

    @Test
    void groupsTasksSeeWhatTheirMakerSees() {
        TestLoop.run(() -> asUser("ann", () -> taskGroup(group -> {
            Task<String> inherited = group.createTask(ContextTest::user);
            Task<String> own = asUser("bob", () -> group.createTask(ContextTest::user));
            String started = asUser("cid", () -> group.<String>start(ready -> ready.started(user())));
            assertEquals("ann", inherited.await());
            assertEquals("bob", own.await());
            assertEquals("cid", started);
            return null;
        })));
    }

    @Test
    void gatheredBodiesSeeWhatTheirMakerSees() {
        TestLoop.run(() -> assertEquals(
                List.of("ann", "ann"),
                asUser("ann", () -> gather(ContextTest::user, ContextTest::user))));
    }

    @Test
    void callbacksSeeWhatWasBoundWhereTheyWereRegistered() {
        TestLoop.run(() -> {
            Promise<String> soon = createFuture();
            Promise<String> later = createFuture();
            Promise<String> done = createFuture();
            asUser("ann", () -> {
                getRunningLoop().callSoon(() -> soon.setResult(user()));
                getRunningLoop().callLater(millis(5), () -> later.setResult(user()));
                soon.addDoneCallback(_ -> done.setResult(user()));
                return null;
            });
            assertEquals(List.of("ann", "ann", "ann"), gather(soon, later, done));
        });
    }

    @Test
    void threadsSeeThemAndExecutorsDoNot() {
        TestLoop.run(() -> {
            assertEquals("ann", asUser("ann", () -> toThread(ContextTest::user)));
            assertEquals("nobody", toThread(ContextTest::user));
            assertEquals("nobody", asUser("ann", () -> runInExecutor(null, ContextTest::user)));
        });
    }

    @Test
    void inheritableThreadLocalsReachTasksAsCopies() {
        TestLoop.run(() -> {
            REQUEST.set("17");
            Task<String> child = createTask(() -> {
                String inherited = REQUEST.get();
                REQUEST.set("18");
                sleep(millis(5));
                return inherited + REQUEST.get();
            });
            REQUEST.set("19");
            assertEquals("1718", child.await());
            assertEquals("19", REQUEST.get());
            taskGroup(group -> {
                assertEquals("19", group.createTask(REQUEST::get).await());
            });
            Promise<String> callback = createFuture();
            getRunningLoop().callSoon(() -> callback.setResult(REQUEST.get()));
            assertEquals("19", callback.await());
            REQUEST.remove();
            assertNull(createTask(REQUEST::get).await());
        });
    }

    private static String user() {
        return USER.orElse("nobody");
    }

    private static <T, X extends Exception> T asUser(String name, ScopedValue.CallableOp<T, X> body)
            throws X {
        return ScopedValue.where(USER, name).call(body);
    }
}
