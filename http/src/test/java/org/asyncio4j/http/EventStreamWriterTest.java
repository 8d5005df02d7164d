package org.asyncio4j.http;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.RunOptions;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

@Timeout(10)
class EventStreamWriterTest {
    private interface Writing {
        void to(EventStreamWriter writer) throws IOException;
    }

    private static String written(Writing writing) throws Exception {
        return run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    MemoryPipe pipe = new MemoryPipe();
                    writing.to(new EventStreamWriter(new StreamWriter(pipe)));
                    return new String(pipe.take(), StandardCharsets.UTF_8);
                });
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesAnEvent(ServerSentEvent event, String text) throws Exception {
        assertEquals(text, written(writer -> writer.send(event)));
    }

    static Stream<Arguments> events() {
        ServerSentEvent a = ServerSentEvent.of("a");
        return Stream.of(
                Arguments.of(a, "data: a\n\n"),
                Arguments.of(ServerSentEvent.of(""), "data: \n\n"),
                Arguments.of(a.withData(" a"), "data:  a\n\n"),
                Arguments.of(
                        a.withData("a\nb\r\nc\rd\n"),
                        "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"),
                Arguments.of(
                        a.withData("\r\na\n\r\nb\r\r\n"),
                        "data: \ndata: a\ndata: \ndata: b\ndata: \ndata: \n\n"),
                Arguments.of(
                        a.withEvent("x").withId("7").withRetry(millis(1500)),
                        "event: x\nid: 7\nretry: 1500\ndata: a\n\n"),
                Arguments.of(a.withId(""), "id: \ndata: a\n\n"),
                Arguments.of(a.withData("€"), "data: €\n\n"));
    }

    @Test
    void writesComments() throws Exception {
        assertEquals(": \n\n", written(writer -> writer.comment("")));
        assertEquals(": a\n: data: b\n\n", written(writer -> writer.comment("a\ndata: b")));
    }

    /** A line of the data cannot become a field of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"a\nid: 1", "a\r", "\n"})
    void refusesAnEndOfLineElsewhereThanInData(String value) {
        ServerSentEvent event = ServerSentEvent.of("a");
        assertThrows(IllegalArgumentException.class, () -> event.withEvent(value));
        assertThrows(IllegalArgumentException.class, () -> event.withId(value));
    }

    @Test
    void refusesWhatClientsWouldMisunderstand() {
        ServerSentEvent event = ServerSentEvent.of("a");
        assertThrows(IllegalArgumentException.class, () -> event.withEvent(""));
        assertThrows(IllegalArgumentException.class, () -> event.withId("a\0"));
        assertThrows(IllegalArgumentException.class, () -> event.withRetry(millis(-1)));
        assertThrows(NullPointerException.class, () -> event.withData(null));
    }

    @Test
    void eventsOfSeveralTasksDoNotMix() throws Exception {
        String text =
                written(writer ->
                        gather(
                                () -> writer.send("a\nb"),
                                () -> writer.send("c\nd"),
                                () -> writer.comment("e")));
        assertEquals("data: a\ndata: b\n\ndata: c\ndata: d\n\n: e\n\n", text);
    }

    @Test
    void aClientThatIsGone() {
        assertThrows(
                IOException.class,
                () ->
                        run(
                                RunOptions.DEFAULT.withHandleSignals(false),
                                () -> {
                                    MemoryPipe pipe = new MemoryPipe();
                                    pipe.failSending(() -> new IOException("Broken pipe"));
                                    new EventStreamWriter(new StreamWriter(pipe)).send("a");
                                }));
    }
}
