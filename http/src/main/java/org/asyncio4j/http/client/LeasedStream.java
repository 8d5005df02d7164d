package org.asyncio4j.http.client;

import org.asyncio4j.http.wire.ClientConnection.Upgraded;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.ConnectionLease;
import org.asyncio4j.stream.ByteStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;

/** A connection of the pool on which HTTP is over. Its end gives its place in the pool back. */
final class LeasedStream extends ByteStream {
    private final Upgraded upgraded;
    private final Connection connection;
    private final ConnectionLease<HttpConnection> lease;

    LeasedStream(Upgraded upgraded, ConnectionLease<HttpConnection> lease) {
        this.upgraded = upgraded;
        this.connection = upgraded.connection();
        this.lease = lease;
    }

    @Override
    public StreamReader reader() {
        return upgraded.reader();
    }

    @Override
    public StreamWriter writer() {
        return upgraded.writer();
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } finally {
            lease.discard();
        }
    }

    @Override
    public void abort() {
        lease.discard();
        connection.abort();
    }

    @Override
    public boolean isClosing() {
        return connection.isClosing();
    }

    @Override
    public void waitClosed() throws IOException {
        connection.waitClosed();
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
