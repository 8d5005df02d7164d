package org.asyncio4j.http.http1;

import static org.asyncio4j.Asyncio.moveOnAfter;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ExchangeHandler;
import org.asyncio4j.http.wire.ServerLimits;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection from a client: its requests, one after the other, each answered before the next is
 * looked at. So the answers are in order, and what a client sends too early waits in the socket.
 *
 * <pre>
 *     idle ──► head ──► handler ──► idle
 *      │        │          └──────► lingering ──► over
 *      └────────┴─────────────────────────────────┘
 * </pre>
 */
final class Http1ServerConnection {
    /** How much of a body nobody wants is received all the same, to keep the connection. */
    private static final long WORTH_DROPPING = 256 * 1024;

    /** How much is received at the end, so that the client gets to read the last response. */
    private static final long LINGERING_BYTES = 64 * 1024 * 1024;

    private final Http1Server server;
    private final Connection connection;
    private final ServerLimits limits;
    private final Http1Input input;
    private final Http1Output output;
    private final RequestParser parser;

    /**
     * When the time for what is waited for is up, by the loop's clock in ns; see {@link #waits}.
     */
    private long deadline;

    private Waiting waiting = Waiting.NOT;

    /** Set whenever no task waits for bytes of a body: one may that the handler has left behind. */
    private final Event nobodyReads = new Event("end of reads of a body");

    /** Whether there was a request: without one a client has not shown that it will. */
    private boolean hasServed;

    private boolean timedOut;
    private boolean stopping;

    /** What of the client is waited for, under the eye of {@link Http1Server}. */
    private enum Waiting {
        NOT,
        FOR_REQUEST,
        FOR_HEAD
    }

    Http1ServerConnection(Http1Server server, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.limits = server.limits();
        this.input = new Http1Input(connection);
        this.output = new Http1Output(connection, server.pool());
        this.parser = new RequestParser(limits);
        nobodyReads.set();
    }

    // ---------------------------------------------------------------- the life

    void run() throws IOException {
        try {
            if (serveAll()) {
                linger();
            }
        } catch (IOException e) {
            if (!timedOut && !stopping) {
                throw e;
            }
            // Else it was closed from here.
        } finally {
            input.end();
        }
    }

    /**
     * @return whether the client may still send what nobody will read
     */
    private boolean serveAll() throws IOException {
        ExchangeHandler handler = server.handler();
        while (true) {
            try {
                if (!awaitHead()) {
                    return false;
                }
            } catch (HttpProtocolException e) {
                refuse(e);
                return true;
            }
            Http1Exchange exchange = new Http1Exchange(this, parser, mayKeepAlive());
            handle(handler, exchange);
            hasServed = true;
            if (!exchange.finish()) {
                return end(exchange);
            }
        }
    }

    private void handle(ExchangeHandler handler, Http1Exchange exchange) throws IOException {
        if (output.size() > 0) {
            output.flushSoon(); // This handler may wait, and who asked before must not.
        }
        try {
            handler.handle(exchange);
        } catch (Throwable e) {
            reset();
            throw e;
        }
    }

    /** Ends it so that nobody takes what was sent for a complete response. */
    private void reset() {
        try {
            connection.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException e) {
            // It is gone already, or is a Unix socket, which has no resets.
        }
        connection.abort();
    }

    private boolean end(Http1Exchange exchange) throws IOException {
        if (!exchange.isUpgraded() && !exchange.hasResponded()) {
            reset();
            return false;
        }
        output.flush();
        return !exchange.isUpgraded();
    }

    // ---------------------------------------------------------------- heads

    /**
     * Waits for the head of a request.
     *
     * @return false if the client has ended, or the server has
     */
    private boolean awaitHead() throws IOException {
        parser.reset();
        if (input.available() > 0 && parser.parse(input)) {
            return true;
        }
        output.flush();
        if (!mayKeepAlive()) {
            return false;
        }
        waits(input.available() > 0 ? Waiting.FOR_HEAD : Waiting.FOR_REQUEST);
        try {
            do {
                if (!input.fill()) {
                    return false; // Also in the middle of a head: nobody is there to be answered.
                }
                if (waiting == Waiting.FOR_REQUEST && input.available() > 0) {
                    waits(Waiting.FOR_HEAD);
                }
            } while (!parser.parse(input));
            return true;
        } finally {
            waiting = Waiting.NOT;
        }
    }

    private void waits(Waiting what) {
        waiting = what;
        Duration limit =
                what == Waiting.FOR_REQUEST && hasServed
                        ? limits.keepAlive()
                        : limits.headerTimeout();
        deadline = limit == null ? Long.MAX_VALUE : server.nanos() + Http1Server.nanos(limit);
    }

    private void refuse(HttpProtocolException error) throws IOException {
        ExchangeHandler.Refusal refusal = server.handler().refuse(connection, error);
        ResponseWriter writer = new ResponseWriter(output, connection, false, false, false);
        writer.write(refusal.head(), Body.of(refusal.body(), refusal.contentType()));
        output.flush();
    }

    // ---------------------------------------------------------------- bodies

    /**
     * @param fields how many header fields there are already, which trailers add to
     */
    FramedBody newBody(long length, int fields, FramedBody.Listener listener) {
        int maxTrailers = limits.maxHeaders() - fields;
        return FramedBody.of(length, input, listener, limits.maxLine(), maxTrailers);
    }

    /** Waits for bytes of a body. */
    boolean fillBody() throws IOException {
        output.flush();
        nobodyReads.clear();
        try {
            return fillInTime();
        } finally {
            nobodyReads.set();
        }
    }

    private boolean fillInTime() throws IOException {
        if (limits.bodyTimeout() == null) {
            return input.fill();
        }
        Optional<Boolean> filled = moveOnAfter(limits.bodyTimeout(), input::fill);
        return filled.orElseThrow(() ->
                new HttpProtocolException(
                        408,
                        "The client has sent nothing of the body for "
                                + limits.bodyTimeout().toMillis()
                                + " ms."));
    }

    boolean isWorthDropping(FramedBody body) {
        return body.left() <= WORTH_DROPPING || body.left() == Long.MAX_VALUE;
    }

    boolean drop(FramedBody body) throws IOException {
        try {
            return !body.isBroken()
                    && nobodyReads.isSet()
                    && moveOnAfter(limits.lingering(), () -> body.drop(WORTH_DROPPING))
                            .orElse(false);
        } catch (HttpProtocolException e) {
            return false; // The response is out already, and nobody has read so far.
        }
    }

    /** All that comes from now on, for another protocol. */
    ReceiveStream rest() {
        input.stopReadingAhead();
        return new InputFirst(input, connection);
    }

    // ---------------------------------------------------------------- the client

    void onDisconnect(Runnable action) {
        input.readAhead().onEnd(action);
    }

    /** The request is over that wanted to know. */
    void forgetDisconnect() {
        if (input.readsAhead()) {
            input.readAhead().onEnd(null);
        }
    }

    boolean isDisconnected() {
        return input.isEnded() || connection.isClosing();
    }

    // ---------------------------------------------------------------- the end

    /** Whether further requests are welcome. */
    boolean mayKeepAlive() {
        return !stopping;
    }

    /** No more requests: at once if none is being served, else behind the response. */
    void stop() {
        stopping = true;
        if (waiting == Waiting.FOR_REQUEST) {
            server.inBackground(connection, this::endIfIdle);
        }
    }

    private void endIfIdle() throws IOException {
        if (waiting == Waiting.FOR_REQUEST) {
            connection.close();
        }
    }

    /** The server has a look. */
    void checkTime(long now) {
        if (isLate(now) && !timedOut) {
            timedOut = true;
            server.inBackground(connection, this::endForTime);
        }
    }

    private boolean isLate(long now) {
        return waiting != Waiting.NOT && now >= deadline;
    }

    /** What was waited for may have come since the server had its look. */
    private void endForTime() throws IOException {
        timedOut = isLate(server.nanos());
        if (timedOut) {
            if (waiting == Waiting.FOR_HEAD) {
                refuseForTime();
            }
            connection.close();
        }
    }

    private void refuseForTime() throws IOException {
        refuse(
                new HttpProtocolException(
                        408,
                        "The head of the request was not complete within "
                                + limits.headerTimeout().toMillis()
                                + " ms."));
    }

    /**
     * Ends this side, and drops what the client still sends until it ends its own: a socket that is
     * closed with bytes unread resets the connection, and the client would lose the response.
     */
    private void linger() throws IOException {
        if (connection.isClosing() || input.isEnded()) {
            return;
        }
        connection.writeEof();
        moveOnAfter(limits.lingering(), this::dropRest);
    }

    private void dropRest() throws IOException {
        nobodyReads.await();
        long dropped = 0;
        do {
            dropped += input.available();
            input.skipTo(input.position() + input.available());
        } while (dropped < LINGERING_BYTES && input.fill());
    }

    Connection connection() {
        return connection;
    }

    Http1Output output() {
        return output;
    }

    @Override
    public String toString() {
        return "HTTP on " + connection;
    }
}
