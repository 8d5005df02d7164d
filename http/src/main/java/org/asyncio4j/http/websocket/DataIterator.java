package org.asyncio4j.http.websocket;

import org.asyncio4j.http.WebSocketClosedException;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketMessage.Data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The messages of a WebSocket, for a {@code for} loop. */
final class DataIterator implements Iterator<Data> {
    private final WebSocketConnection socket;

    /** What {@link #hasNext} has received; null before. */
    private Data next;

    private boolean ended;

    DataIterator(WebSocketConnection socket) {
        this.socket = socket;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended) {
            receive();
        }
        return next != null;
    }

    private void receive() {
        try {
            WebSocketMessage message = socket.receive();
            if (message instanceof Data data) {
                next = data;
            } else if (message instanceof WebSocketMessage.Close) {
                ended = true;
                requireExpected(socket.closedException());
            }
        } catch (WebSocketClosedException e) {
            ended = true;
            requireExpected(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireExpected(WebSocketClosedException end) {
        if (!socket.isEndExpected()) {
            throw new UncheckedIOException(end);
        }
    }

    @Override
    public Data next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The WebSocket is closed: " + socket);
        }
        Data taken = next;
        next = null;
        return taken;
    }
}
