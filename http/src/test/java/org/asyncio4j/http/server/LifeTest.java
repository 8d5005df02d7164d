package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** What an application does when it starts and when it ends. */
@Timeout(20)
class LifeTest {
    private static final Key<Opened> FIRST = Key.of("first", Opened.class);
    private static final Key<Opened> SECOND = Key.of("second", Opened.class);
    private static final Key<String> TEXT = Key.of("text", String.class);

    private final Application app = new Application();

    /** Tells what happens to it. */
    private record Opened(Trail trail, String name) implements AutoCloseable {
        static Opened open(Trail trail, String name) {
            sleep(seconds(1));
            trail.add("open " + name);
            return new Opened(trail, name);
        }

        @Override
        public void close() throws IOException {
            sleep(seconds(1));
            trail.add("close " + name);
            if (name.startsWith("bad")) {
                throw new IOException("cannot close " + name);
            }
        }
    }

    @AsyncTest
    void openedInOrderAndClosedInReverse(SimulatedNetwork network, Trail trail) throws IOException {
        Application inner = new Application();
        inner.context(TEXT, () -> "inner", text -> trail.add("close " + text));
        inner.onStartup(() -> trail.add("start inner " + inner.state().get(FIRST).name()));
        inner.onShutdown(() -> trail.add("shut down inner"));
        app.onStartup(() -> trail.add("start " + app.state().get(SECOND).name()));
        app.context(FIRST, () -> Opened.open(trail, "first"));
        app.context(SECOND, () -> Opened.open(trail, "second"));
        app.onShutdown(() -> trail.add("shut down"));
        app.onCleanup(() -> trail.add("clean up 1"));
        app.onCleanup(() -> trail.add("clean up 2"));
        app.mount("/inner", inner);
        try (TestSite site = new TestSite(app)) {
            trail.add("serving");
        }
        trail.assertTrail(
                "open first",
                "open second",
                "start second",
                "start inner first",
                "serving",
                "shut down inner",
                "shut down",
                "clean up 2",
                "clean up 1",
                "close inner",
                "close second",
                "close first");
    }

    @AsyncTest
    void whatWasOpenedIsClosedIfALaterOneFails(SimulatedNetwork network, Trail trail) {
        app.context(FIRST, () -> Opened.open(trail, "bad first"));
        app.context(
                SECOND,
                () -> {
                    throw new TimeoutException("no database");
                });
        app.onStartup(() -> trail.add("start"));
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> new TestSite(app));
        assertEquals("no database", e.getCause().getMessage());
        assertEquals("cannot close bad first", e.getCause().getSuppressed()[0].getMessage());
        trail.assertTrail("open bad first", "close bad first");
    }

    @AsyncTest
    void allIsClosedWhateverFails(SimulatedNetwork network, Trail trail) throws IOException {
        app.context(FIRST, () -> Opened.open(trail, "first"));
        app.context(SECOND, () -> Opened.open(trail, "bad second"));
        app.onShutdown(() -> {
            throw new IOException("no shutdown");
        });
        app.onCleanup(() -> {
            throw new IllegalArgumentException("no clean-up");
        });
        TestSite site = new TestSite(app);
        Throwable e = assertThrows(IOException.class, site::close);
        assertEquals("no shutdown", e.getMessage());
        e = e.getSuppressed()[0];
        assertEquals("no clean-up", e.getMessage());
        assertEquals("cannot close bad second", e.getSuppressed()[0].getMessage());
        trail.assertTrail("open first", "open bad second", "close bad second", "close first");
    }

    @AsyncTest
    void tasksInTheBackgroundEndWithIt(SimulatedNetwork network, Trail trail) throws IOException {
        app.background(
                "ticker",
                () -> {
                    try {
                        while (true) {
                            trail.add("tick");
                            sleep(seconds(10));
                        }
                    } catch (CancelledError e) {
                        trail.add("end");
                        throw e;
                    }
                });
        try (TestSite site = new TestSite(app)) {
            sleep(seconds(15));
        }
        trail.assertTrail("tick", "tick", "end");
    }

    @AsyncTest
    void anApplicationStartsOnce(SimulatedNetwork network) throws IOException {
        new TestSite(app).close();
        Exception e = assertThrows(IllegalStateException.class, () -> new TestSite(app));
        assertTrue(e.getMessage().contains("has started"));
    }
}
