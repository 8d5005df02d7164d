package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.CancelScope;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.EventStreamWriter;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.sync.Lock;

import java.io.IOException;
import java.time.Duration;

/**
 * A stream of events. A comment now and then keeps proxies from closing it, and finds out whether
 * the client is still there: if not, the handler is cancelled, which may wait for what never comes.
 */
final class EventsBody extends Body {
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final EventsHandler handler;
    private final LongLived server;

    EventsBody(EventsHandler handler, LongLived server) {
        this.handler = handler;
        this.server = server;
    }

    @Override
    public String contentType() {
        return EventStreamWriter.CONTENT_TYPE;
    }

    @Override
    public void writeTo(StreamWriter out) throws IOException {
        new Writing(new EventStreamWriter(out)).run();
    }

    /** One client's stream. */
    private final class Writing {
        private final EventStreamWriter events;

        /** Held while a comment is written, which must not be left in the middle. */
        private final Lock commenting = new Lock("comment being written");

        private CancelScope scope;
        private TimerHandle timer;
        private IOException lost;
        private boolean ended;

        Writing(EventStreamWriter events) {
            this.events = events;
        }

        void run() throws IOException {
            cancelScope(opened -> {
                scope = opened;
                Runnable end = () -> opened.cancel("the server stops");
                server.add(end);
                commentLater();
                try {
                    handler.writeTo(events);
                } finally {
                    server.remove(end);
                    endComments();
                }
            });
            if (lost != null) {
                throw lost;
            }
        }

        private void commentLater() {
            timer = getRunningLoop().callLater(KEEP_ALIVE, this::comment);
        }

        private void comment() {
            commenting.acquire();
            try {
                if (!ended) {
                    events.comment("");
                    commentLater();
                }
            } catch (IOException e) {
                lost = e;
                scope.cancel("the client is gone");
            } finally {
                commenting.release();
            }
        }

        private void endComments() {
            cancelScope(shielded -> {
                shielded.setShield(true);
                ended = true;
                commenting.acquire();
                timer.cancel();
                commenting.release();
            });
        }
    }
}
