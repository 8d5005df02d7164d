package org.asyncio4j.http;

import java.time.Duration;
import java.util.Objects;

/**
 * An event of an event stream, which a server sends and a browser's {@code EventSource} or an
 * {@link EventStreamReader} receives. The format is WHATWG's.
 *
 * <pre>{@code
 * events.send(ServerSentEvent.of("12:30").withEvent("time").withId("7"));
 * }</pre>
 *
 * @param event what kind it is; {@code message} unless its sender says otherwise
 * @param data what it says, in any number of lines
 * @param id how far the stream has come: a client that connects again tells this. Of an event that
 *     was received it is the latest that had come with or before it; null if there was none
 * @param retry how long a client shall wait before it connects again; null for nothing said
 */
public record ServerSentEvent(String event, String data, String id, Duration retry) {
    /** What kind an event is whose sender does not say. */
    public static final String MESSAGE = "message";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the event is empty, it or the id has an end of line, the
     *     id has a NUL, or {@code retry} is negative
     */
    public ServerSentEvent {
        requireOneLine("kind", Objects.requireNonNull(event, "event"));
        Objects.requireNonNull(data, "data");
        if (event.isEmpty()) {
            throw new IllegalArgumentException(
                    "The kind of an event cannot be empty; without one it is 'message'.");
        }
        if (id != null) {
            requireOneLine("id", id);
            if (id.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "The id of an event cannot have a NUL: clients would ignore it.");
            }
        }
        if (retry != null && retry.isNegative()) {
            throw new IllegalArgumentException("The option retry is negative: " + retry);
        }
    }

    private static void requireOneLine(String what, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "The "
                            + what
                            + " of an event cannot have an end of line: clients would read what"
                            + " follows as something else. Only the data can have several lines.");
        }
    }

    /** An event with data only. */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(MESSAGE, data, null, null);
    }

    public ServerSentEvent withEvent(String event) {
        return new ServerSentEvent(event, data, id, retry);
    }

    public ServerSentEvent withData(String data) {
        return new ServerSentEvent(event, data, id, retry);
    }

    public ServerSentEvent withId(String id) {
        return new ServerSentEvent(event, data, id, retry);
    }

    public ServerSentEvent withRetry(Duration retry) {
        return new ServerSentEvent(event, data, id, retry);
    }
}
