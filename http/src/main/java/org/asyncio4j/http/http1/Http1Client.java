package org.asyncio4j.http.http1;

import org.asyncio4j.http.wire.ClientConnection;
import org.asyncio4j.net.Connection;

/**
 * Makes connections that speak HTTP/1.1 as a client, for one loop.
 *
 * @see #open
 */
public final class Http1Client {
    private final BufferPool buffers = new BufferPool();
    private final int maxLine;
    private final int maxField;
    private final int maxHeaders;

    /**
     * Makes one.
     *
     * @param maxLine bytes of a status line, and of a line between chunks
     * @param maxField bytes of a header field
     * @param maxHeaders how many header fields a response may have, and how many trailers
     */
    public Http1Client(int maxLine, int maxField, int maxHeaders) {
        this.maxLine = maxLine;
        this.maxField = maxField;
        this.maxHeaders = maxHeaders;
    }

    /** Speaks HTTP on a connection, which is its own from now on. */
    public ClientConnection open(Connection connection) {
        return new Http1ClientConnection(this, connection);
    }

    BufferPool buffers() {
        return buffers;
    }

    int maxLine() {
        return maxLine;
    }

    int maxHeaders() {
        return maxHeaders;
    }

    ResponseParser newParser() {
        return new ResponseParser(maxLine, maxField, maxHeaders);
    }
}
