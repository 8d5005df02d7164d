package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.http.server.TestSite.ask;
import static org.asyncio4j.http.server.TestSite.connect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.http.ServerSentEvent;
import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.net.Connection;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;

/** Streams of events. */
@Timeout(20)
class EventsBodyTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Application app = new Application();

    @AsyncTest
    void eventsGoOutAtOnceAndTheStreamEndsWithItsHandler(SimulatedNetwork network)
            throws IOException {
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            events.send("one");
                            sleep(seconds(1));
                            events.send(ServerSentEvent.of("two").withId("2"));
                        }));
        try (TestSite site = new TestSite(app)) {
            Answer answer = ask("GET /");
            assertEquals("text/event-stream", answer.header("Content-Type"));
            assertEquals("no-cache", answer.header("Cache-Control"));
            assertEquals("data: one\n\nid: 2\ndata: two\n\n", answer.text());
            try (Connection client = connect()) {
                Duration begin = time();
                client.write(GET);
                client.readUntil("data: one");
                assertTrue(time().minus(begin).compareTo(seconds(1)) < 0);
            }
        }
    }

    @AsyncTest
    void commentsKeepItAlive(SimulatedNetwork network) throws IOException {
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            sleep(seconds(40));
                            events.send("late");
                        }));
        try (TestSite site = new TestSite(app)) {
            assertEquals(": \n\n: \n\ndata: late\n\n", ask("GET /").text());
        }
    }

    @AsyncTest
    void aHandlerWhoseClientIsGoneIsCancelled(SimulatedNetwork network, Trail trail)
            throws IOException {
        Event done = new Event();
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            try {
                                new Event().await();
                            } catch (CancelledError e) {
                                trail.add(e.getMessage().startsWith("the client is gone"));
                                throw e;
                            } finally {
                                done.set();
                            }
                        }));
        try (ServerLog log = new ServerLog();
                TestSite site = new TestSite(app)) {
            Connection client = connect();
            client.write(GET);
            sleep(seconds(1));
            client.abort();
            done.await();
            trail.assertTrail(true);
            sleep(seconds(1));
            assertEquals(0, site.server().connections());
            assertEquals(List.of(), log.messages(Level.INFO));
        }
    }

    @AsyncTest
    void streamsEndWhenTheServerStops(SimulatedNetwork network) throws IOException {
        app.get(
                "/",
                _ ->
                        Response.events(events -> {
                            events.send("one");
                            new Event().await();
                        }));
        HttpServer server = HttpServer.start(app, ServeOptions.DEFAULT.withPort(80));
        Task<Answer> asking = createTask(() -> ask("GET /"));
        sleep(seconds(1));
        Duration begin = time();
        server.close();
        assertTrue(time().minus(begin).compareTo(seconds(1)) < 0);
        assertEquals("data: one\n\n", asking.await().text());
    }

    @AsyncTest
    void aHandlerThatFailsIsLogged(SimulatedNetwork network) throws IOException {
        app.get(
                "/",
                _ ->
                        Response.events(_ -> {
                            throw new IllegalStateException("no events");
                        }));
        try (ServerLog log = new ServerLog();
                TestSite site = new TestSite(app);
                Connection client = connect()) {
            client.write(GET);
            sleep(seconds(1));
            assertEquals("no events", log.thrown().getMessage());
        }
    }
}
