package org.asyncio4j.http.http1;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ClientConnection;
import org.asyncio4j.http.wire.RequestHead;
import org.asyncio4j.net.Connection;

import java.io.IOException;

/** A connection to a server that carries one exchange at a time. */
final class Http1ClientConnection implements ClientConnection {
    private final Http1Client client;
    private final Connection connection;
    private final Http1Input input;
    private final Http1Output output;
    private final ResponseParser parser;

    /** The one it carries; null while there is none. */
    private Http1ClientExchange current;

    /** Whether nobody can tell any more where a message begins, or the server has had enough. */
    private boolean spent;

    private boolean begun;

    Http1ClientConnection(Http1Client client, Connection connection) {
        this.client = client;
        this.connection = connection;
        this.input = new Http1Input(connection);
        this.output = new Http1Output(connection, client.buffers());
        this.parser = client.newParser();
    }

    @Override
    public ClientExchange exchange(RequestHead head, Body body, Settings settings)
            throws IOException {
        if (capacity() == 0) {
            throw new IllegalStateException(
                    "The " + connection + " carries another request, or has ended.");
        }
        requireSilence();
        Http1ClientExchange exchange = new Http1ClientExchange(this, head, body, settings);
        current = exchange;
        try {
            exchange.run();
        } catch (Throwable e) {
            exchange.breakOff();
            throw e;
        }
        return exchange;
    }

    /** What comes before anybody has asked is no response. TLS may have something to say. */
    private void requireSilence() throws HttpProtocolException {
        if (!begun) {
            begun = true;
            if (connection.tls().isEmpty() && !connection.isStillIdle()) {
                abort();
                throw new HttpProtocolException(
                        502, "The server has sent something, or has ended, before it was asked.");
            }
        }
    }

    // ---------------------------------------------------------------- for its exchange

    Http1Input input() {
        return input;
    }

    Http1Output output() {
        return output;
    }

    ResponseParser parser() {
        return parser;
    }

    Http1Client client() {
        return client;
    }

    /** The exchange is over. */
    void over(boolean reusable) {
        current = null;
        if (!reusable || input.available() > 0) {
            spent = true;
        }
    }

    void abort() {
        spent = true;
        connection.abort();
    }

    // ---------------------------------------------------------------- its state

    @Override
    public int capacity() {
        return current == null && !spent ? 1 : 0;
    }

    @Override
    public boolean isReusable() {
        return !spent && (current != null || connection.isStillIdle());
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        spent = true;
        if (current != null) {
            connection.abort();
        } else {
            closeInOrder();
        }
    }

    /** Nothing is left to go out, so it does not wait, but for an alert in TLS. */
    private void closeInOrder() {
        try {
            connection.close();
        } catch (IOException e) {
            connection.abort();
        }
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
