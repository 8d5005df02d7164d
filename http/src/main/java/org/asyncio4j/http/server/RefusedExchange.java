package org.asyncio4j.http.server;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.RequestHead;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.http.wire.ServerExchange;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.ReceiveStream;

import java.nio.ByteBuffer;

/** Stands for what was no request, so that middlewares see that, too: as aiohttp's, UNKNOWN /. */
final class RefusedExchange implements ServerExchange {
    private final RequestHead head =
            new RequestHead("UNKNOWN", "/", "HTTP/1.0", new Headers().freeze());

    private final Connection connection;
    private final HttpProtocolException error;

    RefusedExchange(Connection connection, HttpProtocolException error) {
        this.connection = connection;
        this.error = error;
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    private UnsupportedOperationException notThere() {
        return new UnsupportedOperationException(
                "There was no proper request, so there is no more to know of it.", error);
    }

    @Override
    public long bodyLength() {
        return 0;
    }

    @Override
    public ReceiveStream body() {
        return new Nothing();
    }

    private static final class Nothing implements ReceiveStream {
        @Override
        public int receive(ByteBuffer target) {
            return -1;
        }

        @Override
        public byte[] receive(int max) {
            return null;
        }
    }

    @Override
    public void limitBody(long max) {}

    @Override
    public void inform(ResponseHead interim) {
        throw notThere();
    }

    @Override
    public void respond(ResponseHead response, Body body) {
        throw notThere();
    }

    @Override
    public Upgraded upgrade(ResponseHead response) {
        throw notThere();
    }

    @Override
    public void flush() {}

    @Override
    public long bytesSent() {
        return 0;
    }

    @Override
    public void closeAfterwards() {}

    @Override
    public void onDisconnect(Runnable action) {}

    @Override
    public boolean isDisconnected() {
        return false;
    }
}
