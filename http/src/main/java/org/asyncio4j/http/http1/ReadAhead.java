package org.asyncio4j.http.http1;

import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.sync.Event;

import java.io.IOException;

/**
 * Reads a connection in a task of its own, so that its end is noticed while a handler is at work
 * and waits for other things. Reads up to a bound: a peer that sends more is left alone.
 */
final class ReadAhead {
    /** How much is kept that nobody has asked for. */
    private static final int BOUND = 64 * 1024;

    private static final int ONE_READ = 16 * 1024;

    private final Http1Input input;
    private final Connection connection;
    private final Task<Void> task;

    /** Set each time something has come or has ended, until whoever needs bytes has returned. */
    private final Event news = new Event("bytes read ahead");

    /** Set each time something was used. */
    private final Event room = new Event("room to read ahead");

    private IOException failure;
    private boolean over;

    /** What to do when the peer is gone; or null. */
    private Runnable onEnd;

    ReadAhead(Http1Input input, Connection connection) {
        this.input = input;
        this.connection = connection;
        this.task = Asyncio.createTask(this::read);
    }

    private void read() {
        try {
            readUntilEnd();
        } catch (IOException e) {
            failure = e;
        }
        over = true;
        news.set();
        if (onEnd != null) {
            onEnd.run();
        }
    }

    private void readUntilEnd() throws IOException {
        while (input.accept(connection.read(ONE_READ))) {
            news.set();
            while (input.available() >= BOUND) {
                room.clear();
                room.await();
            }
        }
    }

    /**
     * As {@link Http1Input#fill}. Returns at once where something has come since it last returned:
     * its caller may have waited for something else meanwhile.
     */
    boolean awaitMore() throws IOException {
        room.set();
        if (!over) {
            news.await();
            news.clear();
        }
        if (failure != null) {
            throw failure;
        }
        return !input.isEnded();
    }

    /** What to do once the peer is gone; the latest counts, null for nothing. */
    void onEnd(Runnable action) {
        onEnd = action;
        if (over && action != null) {
            action.run();
        }
    }

    /** Ends, soon. What it has failed with, the next read of the connection fails with, too. */
    void cancel() {
        onEnd = null;
        task.cancel();
    }

    /** Ends, and waits until nobody reads any more. */
    void stop() {
        Event ended = new Event("end of reading ahead");
        task.addDoneCallback(_ -> ended.set());
        cancel();
        ended.await();
    }
}
