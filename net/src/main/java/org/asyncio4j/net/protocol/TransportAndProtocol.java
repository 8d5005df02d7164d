package org.asyncio4j.net.protocol;

/** A connection's two halves: asyncio's pair {@code (transport, protocol)}. */
public record TransportAndProtocol<T extends BaseTransport, P extends BaseProtocol>(
        T transport, P protocol) {}
