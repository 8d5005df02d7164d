package org.asyncio4j.http;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.Cancellation;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Stream;

@Timeout(10)
class EventStreamReaderTest {
    private static void onLoop(Action<Exception> body) throws Exception {
        run(RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false), body);
    }

    private static ServerSentEvent message(String data) {
        return ServerSentEvent.of(data);
    }

    /** What a stream says in events, in whatever pieces it comes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void c_format(String name, String stream, List<ServerSentEvent> expected) throws Exception {
        for (int chunk : new int[] {Integer.MAX_VALUE, 1, 2, 7}) {
            onLoop(() -> {
                MemoryPipe pipe = new MemoryPipe();
                pipe.chunk(chunk);
                pipe.put(stream);
                pipe.end();
                List<ServerSentEvent> events = new ArrayList<>();
                new EventStreamReader(new StreamReader(pipe)).forEach(events::add);
                assertEquals(expected, events, "in pieces of " + chunk);
            });
        }
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                stream("nothing", ""),
                stream("one", "data: a\n\n", message("a")),
                stream("two", "data: a\n\ndata: b\n\n", message("a"), message("b")),
                stream("several lines", "data: a\ndata\ndata: b\n\n", message("a\n\nb")),
                stream("one space goes", "data:a\ndata:  b\n\n", message("a\n b")),
                stream("empty data", "data\n\ndata\ndata\n\n", message(""), message("\n")),
                stream("no data, no event", "event: x\n\ndata: a\n\n", message("a")),
                stream("cut short", "data: a\n\ndata: b\n", message("a")),
                stream("cut in a line", "data: a\n\ndata: b", message("a")),
                stream(
                        "carriage returns",
                        "data: a\rdata: b\r\rdata: c\r\r",
                        message("a\nb"),
                        message("c")),
                stream(
                        "both",
                        "data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n",
                        message("a\nb"),
                        message("c")),
                stream(
                        "mixed",
                        "data: a\r\n\rdata: b\n\r\ndata: c\r\r\n",
                        message("a"),
                        message("b"),
                        message("c")),
                stream("byte order mark", "\uFEFFdata: a\n\n", message("a")),
                stream("only one mark", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", message("b")),
                stream("comment", ": hello\ndata: a\n:\n\n", message("a")),
                stream("unknown", "colour: red\nDATA: x\n data: y\ndata: a\n\n", message("a")),
                stream("colons", "data: a:b: c\n\n", message("a:b: c")),
                stream(
                        "kind",
                        "event: x\ndata: a\n\ndata: b\n\n",
                        message("a").withEvent("x"),
                        message("b")),
                stream("kind taken back", "event: x\nevent\ndata: a\n\n", message("a")),
                stream(
                        "id stays",
                        "id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
                        message("a").withId("7"),
                        message("b").withId("7"),
                        message("c")),
                stream(
                        "id with NUL",
                        "id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n",
                        message("a").withId("7"),
                        message("b").withId("7")),
                stream(
                        "retry",
                        "retry: 1500\ndata: a\n\ndata: b\n\n",
                        message("a").withRetry(millis(1500)),
                        message("b")),
                stream(
                        "no digits",
                        "retry: 1.5\nretry: -1\nretry:\nretry: ٣\nretry: 99999999999999999999\n"
                                + "data: a\n\n",
                        message("a")),
                stream("not ASCII", "data: grün €𝄞\n\n", message("grün €𝄞")));
    }

    private static Arguments stream(String name, String stream, ServerSentEvent... events) {
        return Arguments.of(name, stream, Arrays.asList(events));
    }

    @Test
    void damagedUtf8BecomesTheReplacement() throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put("data: ");
            pipe.put(new byte[] {(byte) 0xFF});
            pipe.put("\n\n");
            EventStreamReader reader = new EventStreamReader(new StreamReader(pipe));
            assertEquals("\uFFFD", reader.receive().data());
        });
    }

    @Test
    void anEventIsThereWithItsEmptyLineAndNotLater() throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            EventStreamReader reader = new EventStreamReader(new StreamReader(pipe));
            pipe.put("data: a\r\r"); // A line feed may follow, or not.
            assertEquals("a", reader.receive().data());
            pipe.put("\ndata: b\n\n");
            assertEquals("b", reader.receive().data());
        });
    }

    @Test
    void whatIsToldForConnectingAgain() throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            EventStreamReader reader = new EventStreamReader(new StreamReader(pipe));
            assertNull(reader.lastEventId());
            assertNull(reader.reconnectionTime());
            pipe.put("id: 1\nretry: 20\n\ndata: a\nid: 2\n\nid: 3\nretry: 40\n");
            pipe.end();
            assertEquals("2", reader.receive().id());
            assertEquals("2", reader.lastEventId());
            assertNull(reader.receive());
            assertEquals("2", reader.lastEventId(), "an event that was cut short does not count");
            assertEquals(millis(40), reader.reconnectionTime());
        });
    }

    @Test
    void tooLongALineOrEvent() throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.chunk(10);
            pipe.put("data: 0123456789\n\n");
            pipe.put("data: 01234567890\n\n");
            EventStreamReader reader = new EventStreamReader(new StreamReader(pipe), 16);
            assertEquals("0123456789", reader.receive().data());
            assertThrows(HttpProtocolException.class, reader::receive);
        });
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put("data: 0123456789\ndata: 0123456\n\n");
            EventStreamReader reader = new EventStreamReader(new StreamReader(pipe), 16);
            assertThrows(HttpProtocolException.class, reader::receive);
        });
    }

    @Test
    void aFailureOfTheStreamComesOutOfTheLoop() throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put("data: a\n\n");
            pipe.failAfter(9, () -> new SocketException("Connection reset"));
            var events = new EventStreamReader(new StreamReader(pipe)).iterator();
            assertEquals("a", events.next().data());
            UncheckedIOException e = assertThrows(UncheckedIOException.class, events::hasNext);
            assertEquals("Connection reset", e.getCause().getMessage());
        });
    }

    @Test
    void theIteratorEnds() throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.end();
            var events = new EventStreamReader(new StreamReader(pipe)).iterator();
            assertFalse(events.hasNext());
            assertThrows(NoSuchElementException.class, events::next);
        });
    }

    @Test
    void aCancelledReceiveLosesNothing() throws Exception {
        Cancellation.everywhere((simulation, victim) -> {
            MemoryPipe pipe = new MemoryPipe();
            EventStreamReader reader = new EventStreamReader(new StreamReader(pipe));
            createTask(() -> {
                for (String part : List.of("da", "ta: a", "\r", "\nid: 1", "\n\n")) {
                    pipe.put(part);
                    sleep(seconds(1));
                }
                pipe.end();
            });
            List<ServerSentEvent> events = new ArrayList<>();
            victim.run(() -> {
                events.add(reader.receive());
            });
            for (ServerSentEvent event : reader) {
                events.add(event);
            }
            assertEquals(List.of(message("a").withId("1")), events);
        });
    }

    /** What a writer has written a reader reads. */
    @Test
    void randomEventsThereAndBack() throws Exception {
        for (long seed = 1; seed <= 200; seed++) {
            long number = seed;
            onLoop(() -> {
                Random random = new Random(number);
                MemoryPipe pipe = new MemoryPipe();
                pipe.split(random);
                EventStreamWriter writer = new EventStreamWriter(new StreamWriter(pipe));
                List<ServerSentEvent> sent = new ArrayList<>();
                String id = null;
                for (int i = 0; i < 10; i++) {
                    ServerSentEvent event = randomEvent(random);
                    writer.send(event);
                    writer.comment(randomText(random));
                    id = event.id() == null ? id : event.id();
                    sent.add(event.withId(id));
                }
                pipe.end();
                List<ServerSentEvent> received = new ArrayList<>();
                new EventStreamReader(new StreamReader(pipe)).forEach(received::add);
                assertEquals(sent, received, "seed " + number);
            });
        }
    }

    private static ServerSentEvent randomEvent(Random random) {
        return new ServerSentEvent(
                random.nextBoolean() ? "message" : "k" + random.nextInt(3),
                randomText(random),
                random.nextBoolean() ? null : "" + random.nextInt(1, 100),
                random.nextBoolean() ? null : millis(random.nextInt(1000)));
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append("ab: \n€𝄞data:".charAt(random.nextInt(8)));
        }
        return text.toString().replace('\uD834', 'x').replace('\uDD1E', 'y');
    }

    @Test
    void refusesAWrongLimit() throws IOException {
        StreamReader reader = new StreamReader(new MemoryPipe());
        assertThrows(IllegalArgumentException.class, () -> new EventStreamReader(reader, 0));
    }
}
