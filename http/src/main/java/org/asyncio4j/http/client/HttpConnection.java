package org.asyncio4j.http.client;

import org.asyncio4j.http.wire.ClientConnection;
import org.asyncio4j.net.PooledConnection;

/** A connection as the pool keeps it. */
final class HttpConnection implements PooledConnection {
    private final ClientConnection wire;
    private final Runnable afterEnd;
    private boolean ended;

    /**
     * @param afterEnd told once that it has ended
     */
    HttpConnection(ClientConnection wire, Runnable afterEnd) {
        this.wire = wire;
        this.afterEnd = afterEnd;
    }

    ClientConnection wire() {
        return wire;
    }

    @Override
    public boolean isUsable() {
        return wire.isReusable();
    }

    @Override
    public void close() {
        end();
        wire.close();
    }

    @Override
    public void abort() {
        end();
        wire.connection().abort();
    }

    private void end() {
        if (!ended) {
            ended = true;
            afterEnd.run();
        }
    }

    @Override
    public String toString() {
        return wire.toString();
    }
}
