package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.ServerSentEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

/** The pause between two connections, and what the server is told behind it. */
@Timeout(10)
class EventSourceTest {
    private static void on(Action<Exception> body) throws Exception {
        run(RunOptions.DEFAULT.withHandleSignals(false), () -> timeout(seconds(5), body));
    }

    private static RawServer events(String events) throws IOException {
        return new RawServer((head, connection) -> {
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + events);
            connection.close();
        });
    }

    @Test
    void closingDuringThePauseEndsTheWaitAndAsksNoMore() throws Exception {
        on(() -> {
            try (var server = events("data: one\n\n");
                    var session = new ClientSession();
                    EventSource events = session.events(server.url("/")).retry(seconds(100))) {
                assertEquals("one", events.receive().data());
                Task<ServerSentEvent> waiting = createTask(() -> events.receive());
                while (session.statistics().inUse() > 0) {
                    yieldNow(); // Until the connection has ended and the pause begins.
                }
                yieldNow();
                events.close();
                assertNull(waiting.await(IOException.class));
                assertEquals(1, server.requests.size());
            }
        });
    }

    @Test
    void anIdThatNoHeaderCanCarryIsNotSent() throws Exception {
        on(() -> {
            try (var server = events("id: a\u0001b\ndata: one\n\n");
                    var session = new ClientSession();
                    EventSource events = session.events(server.url("/")).retry(millis(1))) {
                assertEquals("one", events.receive().data());
                assertEquals("a\u0001b", events.lastEventId());
                assertEquals("one", events.receive().data());
                assertNull(server.header("Last-Event-ID"));
            }
        });
    }
}
