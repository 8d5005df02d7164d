package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.moveOnAfter;

import org.asyncio4j.http.EventStreamReader;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.ServerSentEvent;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The events that a server sends (server-sent events), as the {@code EventSource} of browsers:
 * where the connection ends it is opened again, and the server told which event was the last.
 *
 * <pre>{@code
 * try (EventSource events = session.events("https://example.org/news")) {
 *     for (ServerSentEvent event : events) {
 *         IO.println(event.data());
 *     }
 * }
 * }</pre>
 *
 * <p>The events end where the server answers 204, or {@link #close} is called. There is no total
 * time-out; a {@link #timeout(ClientTimeout) read time-out} notices a server that has gone without
 * a word. For one task at a time; another may close it.
 */
public final class EventSource implements Iterable<ServerSentEvent>, AutoCloseable {
    private final ClientSession session;
    private final String url;
    private final Headers headers = new Headers();
    private ClientTimeout timeout;
    private Duration retry = Duration.ofSeconds(3);
    private int maxAttempts = Integer.MAX_VALUE;
    private String lastEventId = "";
    private ClientResponse response;
    private EventStreamReader reader;
    private boolean ended;

    /** Ends the pause between two connections. */
    private final Event closing = new Event("end of an EventSource");

    /** Whether to wait before the next attempt. */
    private boolean pausing;

    EventSource(ClientSession session, String url) {
        this.session = session;
        this.url = Objects.requireNonNull(url, "url");
        this.timeout = session.options().timeout().withTotal(null);
    }

    // ---------------------------------------------------------------- before

    /** As {@link ClientRequest#header}; sent each time. */
    public EventSource header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /** How long the parts may take. */
    public EventSource timeout(ClientTimeout timeout) {
        this.timeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /** Goes on behind an event of an earlier time. */
    public EventSource lastEventId(String id) {
        this.lastEventId = Objects.requireNonNull(id, "id");
        return this;
    }

    /** How long to wait before the connection is opened again, unless the server says; 3 s. */
    public EventSource retry(Duration pause) {
        this.retry = Objects.requireNonNull(pause, "pause");
        return this;
    }

    /**
     * How often in a row it is tried to connect, before the failure is thrown; for ever, if this is
     * not called.
     *
     * @throws IllegalArgumentException if below 1
     */
    public EventSource maxAttempts(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("At least one attempt has to be made, not " + max);
        }
        this.maxAttempts = max;
        return this;
    }

    // ---------------------------------------------------------------- events

    /**
     * Waits for the next event.
     *
     * <p>Gives way: unless one has come. Cancellation: no event is lost. Woken by: the server, the
     * time to connect again.
     *
     * @return null at the end
     * @throws ResponseError if the server answers with something else than events
     * @throws ClientError if it cannot be connected to, as often as {@link #maxAttempts} says
     */
    public ServerSentEvent receive() throws IOException {
        while (!ended) {
            ServerSentEvent event = fromConnection();
            if (event != null) {
                return event;
            }
        }
        return null;
    }

    /** Null if the connection has ended, or there is none. */
    private ServerSentEvent fromConnection() throws IOException {
        if (reader == null) {
            connect();
            return null;
        }
        try {
            ServerSentEvent event = reader.receive();
            if (event == null) {
                disconnect();
            }
            return event;
        } catch (ConnectionError | PayloadError e) {
            disconnect();
            session.requireOpenFor(e.url());
            return null;
        }
    }

    /** It is over, for now. */
    private void disconnect() {
        if (reader != null) {
            lastEventId = lastEventId();
            retry = reader.reconnectionTime() == null ? retry : reader.reconnectionTime();
            reader = null;
            pausing = true;
        }
        if (response != null) {
            response.close();
            response = null;
        }
    }

    private void connect() throws IOException {
        for (int attempt = 1; reader == null && !ended; attempt++) {
            if (pausing) {
                moveOnAfter(retry, closing::await);
                if (ended) {
                    return;
                }
            }
            pausing = true;
            try {
                open();
            } catch (ConnectionError e) {
                session.requireOpenFor(e.url());
                if (attempt >= maxAttempts) {
                    throw e;
                }
            }
        }
    }

    private void open() throws IOException {
        ClientRequest request =
                session.get(url)
                        .header("Accept", "text/event-stream")
                        .header("Cache-Control", "no-store")
                        .headers(headers)
                        .timeout(timeout)
                        .raiseForStatus(false);
        if (canBeSent(lastEventId)) {
            request.header("Last-Event-ID", utf8(lastEventId));
        }
        ClientResponse opened = request.send();
        try {
            accept(opened);
        } catch (Throwable e) {
            opened.close();
            throw e;
        }
    }

    private void accept(ClientResponse opened) throws IOException {
        if (ended || opened.status() == 204) {
            ended = true;
            opened.close();
            return;
        }
        opened.raiseForStatus();
        if (!opened.contentType().matches("text/event-stream")) {
            throw new ContentTypeError(opened.info(), "text/event-stream");
        }
        response = opened;
        reader = new EventStreamReader(opened.body());
    }

    /** The server chooses its ids, and may choose one that is no value of a header. */
    private static boolean canBeSent(String id) {
        return !id.isEmpty() && id.chars().noneMatch(Character::isISOControl);
    }

    /** A header carries bytes, as characters up to U+00FF. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The id of the latest event that had one; empty if none had. */
    public String lastEventId() {
        boolean told = reader != null && reader.lastEventId() != null;
        return told ? reader.lastEventId() : lastEventId;
    }

    /**
     * The events until the end. The iterator's {@code hasNext} and {@code next} wait as {@link
     * #receive} does; an {@code IOException} is the cause of an {@link UncheckedIOException}.
     */
    @Override
    public Iterator<ServerSentEvent> iterator() {
        return new Events();
    }

    private final class Events implements Iterator<ServerSentEvent> {
        private ServerSentEvent next;

        @Override
        public boolean hasNext() {
            if (next == null) {
                try {
                    next = receive();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return next != null;
        }

        @Override
        public ServerSentEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException("The events have ended.");
            }
            ServerSentEvent event = next;
            next = null;
            return event;
        }
    }

    // ---------------------------------------------------------------- the end

    /** Ends the events. Never gives way. */
    @Override
    public void close() {
        ended = true;
        closing.set();
        if (response != null) {
            response.close();
            response = null;
        }
    }

    @Override
    public String toString() {
        return "EventSource of " + url + (ended ? ", ended" : "");
    }
}
