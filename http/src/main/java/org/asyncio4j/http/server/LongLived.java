package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.EventLoop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What would keep a server from stopping for as long as its clients like: WebSockets and streams of
 * events. On whatever loop each is, it is told when the server stops.
 */
final class LongLived {
    /** How each is told, and on which loop. */
    private final Map<Runnable, EventLoop> members = new ConcurrentHashMap<>();

    private volatile boolean stopping;

    /**
     * Adds one of the running loop.
     *
     * @param end runs in a task when the server stops; at once if it stops already
     */
    void add(Runnable end) {
        members.put(end, getRunningLoop());
        if (stopping) {
            tell(end, getRunningLoop());
        }
    }

    void remove(Runnable end) {
        members.remove(end);
    }

    /** Tells all. Does not wait. */
    void endAll() {
        stopping = true;
        members.forEach(LongLived::tell);
    }

    private static void tell(Runnable end, EventLoop loop) {
        try {
            loop.callSoonThreadsafe(() -> loop.createTask(end::run));
        } catch (IllegalStateException ended) {
            // With all that is in it.
        }
    }
}
