package org.asyncio4j.http.wire;

import java.time.Duration;

/**
 * How much, and how long, a server takes from a client.
 *
 * @param maxLine bytes of the request line, and of a line between chunks
 * @param maxField bytes of a header field
 * @param maxHeaders how many header fields, trailers included
 * @param headerTimeout from the first byte of a request to the end of its headers, and from the
 *     start of a connection to its first byte; null for no limit
 * @param keepAlive how long a connection may be idle between two requests
 * @param bodyTimeout how long a client may send nothing while its body is waited for; null for no
 *     limit
 * @param lingering how long what a client still sends is dropped behind the last response, so that
 *     it gets to read that
 */
public record ServerLimits(
        int maxLine,
        int maxField,
        int maxHeaders,
        Duration headerTimeout,
        Duration keepAlive,
        Duration bodyTimeout,
        Duration lingering) {
    public static final ServerLimits DEFAULT =
            new ServerLimits(
                    8190,
                    8190,
                    128,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(3630),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10));
}
