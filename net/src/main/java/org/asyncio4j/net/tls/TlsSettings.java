package org.asyncio4j.net.tls;

import java.time.Duration;

/**
 * How a session behaves, apart from what its engine knows.
 *
 * @param peer what messages call the other side
 * @param handshakeTimeout how long the handshake may take; above 0
 * @param shutdownTimeout how long {@link TlsSession#close} waits for the peer's close_notify
 * @param truncationAllowed whether an end without close_notify is an end like any other
 * @param buffers where buffers are lent
 */
public record TlsSettings(
        String peer,
        Duration handshakeTimeout,
        Duration shutdownTimeout,
        boolean truncationAllowed,
        BufferPool buffers) {}
