package org.asyncio4j.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The events of a stream, for a {@code for} loop. */
final class EventIterator implements Iterator<ServerSentEvent> {
    private final EventStreamReader reader;

    /** What {@link #hasNext} has received; null before. */
    private ServerSentEvent next;

    EventIterator(EventStreamReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = reader.receive();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    @Override
    public ServerSentEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The event stream has ended: " + reader);
        }
        ServerSentEvent taken = next;
        next = null;
        return taken;
    }
}
