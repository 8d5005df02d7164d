package org.asyncio4j.http;

import org.asyncio4j.stream.StreamReader;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;

/**
 * Reads {@linkplain ServerSentEvent events} from a stream, as WHATWG's specification of server-sent
 * events says: comments are dropped, and so are unknown fields and an event that the end of the
 * stream cuts short.
 *
 * <pre>{@code
 * for (ServerSentEvent event : new EventStreamReader(response.body())) {
 *     IO.println(event.data());
 * }
 * }</pre>
 *
 * <p>For one task at a time, as the stream below.
 */
public final class EventStreamReader implements Iterable<ServerSentEvent> {
    /** How many bytes an event may have if nothing is said: 1 MiB. */
    public static final int DEFAULT_LIMIT = 1 << 20;

    private final StreamReader reader;
    private final EventLines lines;
    private final long limit;

    // What has come of the next event.

    private final StringBuilder data = new StringBuilder();
    private String event = "";
    private Duration retry;

    /** What the next event's id will be; null for none. */
    private String id;

    private String lastEventId;
    private Duration reconnectionTime;

    /** {@link #EventStreamReader(StreamReader, int)} with the {@link #DEFAULT_LIMIT}. */
    public EventStreamReader(StreamReader reader) {
        this(reader, DEFAULT_LIMIT);
    }

    /**
     * Makes one.
     *
     * @param limit how many bytes a line, and how many characters the data of an event may have;
     *     {@link Integer#MAX_VALUE} for as many as there is memory for
     * @throws IllegalArgumentException if the limit is below 1
     */
    public EventStreamReader(StreamReader reader, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit must be at least 1, but is " + limit);
        }
        this.reader = Objects.requireNonNull(reader, "reader");
        this.limit = limit;
        this.lines = new EventLines(reader, limit);
    }

    /**
     * Waits for the next event.
     *
     * <p>Gives way: only if it has not come. Cancellation: nothing was received, nothing is lost.
     * Woken by: bytes from the server, the end or the failure of the stream.
     *
     * @return null at the end of the stream
     * @throws HttpProtocolException if an event is larger than the limit; the stream is of no more
     *     use
     * @throws IOException if the stream has failed
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public ServerSentEvent receive() throws IOException {
        while (true) {
            String line = lines.next();
            if (line == null) {
                return null;
            }
            if (!line.isEmpty()) {
                take(line);
            } else {
                ServerSentEvent complete = complete();
                if (complete != null) {
                    return complete;
                }
            }
        }
    }

    private void take(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon == 0) {
            return; // A comment.
        }
        String field = colon < 0 ? line : line.substring(0, colon);
        int begin = colon < 0 ? line.length() : colon + 1;
        String value = line.substring(line.startsWith(" ", begin) ? begin + 1 : begin);
        switch (field) {
            case "event" -> event = value;
            case "data" -> addData(value);
            case "id" -> takeId(value);
            case "retry" -> takeRetry(value);
            default -> {} // So that fields can be added to the format.
        }
    }

    private void addData(String value) throws IOException {
        if (data.length() + (long) value.length() > limit) {
            throw new HttpProtocolException(
                    400, "An event of the event stream has more than " + limit + " characters.");
        }
        data.append(value).append('\n');
    }

    private void takeId(String value) {
        if (value.indexOf('\0') < 0) {
            id = value.isEmpty() ? null : value;
        }
    }

    private void takeRetry(String value) {
        if (value.matches("[0-9]{1,18}")) {
            retry = Duration.ofMillis(Long.parseLong(value));
            reconnectionTime = retry;
        }
    }

    /** At an empty line: the event that came before, or null if it has no data. */
    private ServerSentEvent complete() {
        lastEventId = id;
        ServerSentEvent complete = null;
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            String kind = event.isEmpty() ? ServerSentEvent.MESSAGE : event;
            complete = new ServerSentEvent(kind, data.toString(), id, retry);
        }
        data.setLength(0);
        data.trimToSize();
        event = "";
        retry = null;
        return complete;
    }

    /**
     * The events that follow, until the end of the stream. The iterator's {@code hasNext} and
     * {@code next} wait as {@link #receive} does; its {@link IOException}s come out as the causes
     * of {@link java.io.UncheckedIOException}s, for an iterator cannot throw them.
     */
    @Override
    public Iterator<ServerSentEvent> iterator() {
        return new EventIterator(this);
    }

    /**
     * What a client that connects again sends as {@code Last-Event-ID}; null for nothing. Also of
     * what is no event since it has no data.
     */
    public String lastEventId() {
        return lastEventId;
    }

    /** How long the server wants a client to wait before it connects again; null if not told. */
    public Duration reconnectionTime() {
        return reconnectionTime;
    }

    /** Who it is and what it reads from. */
    @Override
    public String toString() {
        return "EventStreamReader of " + reader;
    }
}
