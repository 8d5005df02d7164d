package org.asyncio4j.net.socket;

import java.io.IOException;

/** A part of a socket's work that belongs on its loop. */
interface SocketCall<T> {
    T run() throws IOException;
}
