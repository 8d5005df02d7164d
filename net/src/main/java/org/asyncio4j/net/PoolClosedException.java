package org.asyncio4j.net;

import java.io.IOException;

/**
 * Who wanted a connection from a {@link ConnectionPool} gets none, since the pool was closed,
 * before or meanwhile.
 */
public final class PoolClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    PoolClosedException(String message) {
        super(message);
    }
}
