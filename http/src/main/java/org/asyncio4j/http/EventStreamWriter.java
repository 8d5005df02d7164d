package org.asyncio4j.http;

import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.util.Objects;

/**
 * Writes {@linkplain ServerSentEvent events} to a stream, whose content type is {@link
 * #CONTENT_TYPE}.
 *
 * <pre>{@code
 * void clock(EventStreamWriter events) throws IOException {
 *     while (true) {
 *         events.send(LocalTime.now().toString());
 *         sleep(seconds(1));
 *     }
 * }
 * }</pre>
 *
 * <p>Any number of tasks may write; each call goes out in one piece, and at once. As {@link
 * StreamWriter#write(byte[])} and {@link StreamWriter#flush}, each gives way only while another
 * writes or the receiver does not keep up, and throws {@link IOException} if the client is gone.
 * Cancelled while it writes, it may have written a part, and the stream is of no more use.
 *
 * <p>A client that is gone is noticed only when something is written. Where events are rare, write
 * a {@linkplain #comment comment} now and then, which also keeps proxies from closing the
 * connection.
 */
public final class EventStreamWriter {
    /** The media type of an event stream. It is always in UTF-8. */
    public static final String CONTENT_TYPE = "text/event-stream";

    private final StreamWriter out;

    /** Makes one that writes to {@code out}. */
    public EventStreamWriter(StreamWriter out) {
        this.out = Objects.requireNonNull(out, "out");
    }

    /** Writes an event. */
    public void send(ServerSentEvent event) throws IOException {
        StringBuilder text = new StringBuilder(event.data().length() + 32);
        if (!event.event().equals(ServerSentEvent.MESSAGE)) {
            text.append("event: ").append(event.event()).append('\n');
        }
        if (event.id() != null) {
            text.append("id: ").append(event.id()).append('\n');
        }
        if (event.retry() != null) {
            text.append("retry: ").append(event.retry().toMillis()).append('\n');
        }
        appendLines(text, "data: ", event.data());
        write(text);
    }

    /** Writes an event with data only. */
    public void send(String data) throws IOException {
        send(ServerSentEvent.of(data));
    }

    /** Writes what clients ignore; may be empty, and may have several lines. */
    public void comment(String text) throws IOException {
        StringBuilder lines = new StringBuilder(text.length() + 8);
        appendLines(lines, ": ", text);
        write(lines);
    }

    private static void appendLines(StringBuilder text, String prefix, String value) {
        int begin = 0;
        for (int end = lineEnd(value, 0); end < value.length(); end = lineEnd(value, begin)) {
            text.append(prefix).append(value, begin, end).append('\n');
            begin = end + (value.startsWith("\r\n", end) ? 2 : 1);
        }
        text.append(prefix).append(value, begin, value.length()).append('\n');
    }

    /** Where the line ends that begins there. */
    private static int lineEnd(String value, int begin) {
        int at = begin;
        while (at < value.length() && value.charAt(at) != '\n' && value.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    private void write(StringBuilder lines) throws IOException {
        out.write(lines.append('\n').toString());
        out.flush();
    }

    /** Who it is and what it writes to. */
    @Override
    public String toString() {
        return "EventStreamWriter to " + out;
    }
}
