package org.asyncio4j.http.server;

import org.asyncio4j.http.wire.ServerLimits;

import java.time.Duration;
import java.util.Objects;

/**
 * How much, and how long, a server takes from a client.
 *
 * <p>There is no limit to the time that a client takes for a response: a handler whose client reads
 * nothing waits as long as the connection lives. One that minds writes within {@code timeout}.
 *
 * @param maxLine bytes of the request line, and of a line between chunks
 * @param maxField bytes of a header field
 * @param maxHeaders how many header fields
 * @param headerTimeout from the first byte of a request to the end of its headers, and from the
 *     start of a connection to its first byte; null for no limit
 * @param keepAlive how long a connection may be idle. Longer than any proxy in front keeps one, or
 *     that would now and then send a request into a connection that ends
 * @param bodyTimeout how long a client may send nothing while its body is waited for; null for no
 *     limit
 * @param lingering how long what a client still sends is dropped behind the last response, so that
 *     it gets to read that
 */
public record HttpLimits(
        int maxLine,
        int maxField,
        int maxHeaders,
        Duration headerTimeout,
        Duration keepAlive,
        Duration bodyTimeout,
        Duration lingering) {
    /** aiohttp's numbers; headers within 30 s, and 60 s for each piece of a body. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    8190,
                    8190,
                    128,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(3630),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a number that is not above zero
     */
    public HttpLimits {
        if (maxLine < 1 || maxField < 1 || maxHeaders < 1) {
            throw new IllegalArgumentException(
                    "The limits of a server must be above zero, but are "
                            + maxLine
                            + ", "
                            + maxField
                            + " and "
                            + maxHeaders
                            + ".");
        }
        Objects.requireNonNull(keepAlive, "keepAlive");
        Objects.requireNonNull(lingering, "lingering");
    }

    public HttpLimits withMaxLine(int maxLine) {
        return new HttpLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }

    public HttpLimits withMaxField(int maxField) {
        return new HttpLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }

    public HttpLimits withMaxHeaders(int maxHeaders) {
        return new HttpLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }

    public HttpLimits withHeaderTimeout(Duration headerTimeout) {
        return new HttpLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }

    public HttpLimits withKeepAlive(Duration keepAlive) {
        return new HttpLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }

    public HttpLimits withBodyTimeout(Duration bodyTimeout) {
        return new HttpLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }

    public HttpLimits withLingering(Duration lingering) {
        return new HttpLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }

    ServerLimits forWire() {
        return new ServerLimits(
                maxLine, maxField, maxHeaders, headerTimeout, keepAlive, bodyTimeout, lingering);
    }
}
