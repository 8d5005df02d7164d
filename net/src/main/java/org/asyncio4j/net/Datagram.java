package org.asyncio4j.net;

import org.asyncio4j.net.engine.SocketErrors;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A datagram that was received.
 *
 * @param data all of it; the receiver's own
 * @param sender where an answer can be sent to: an {@link java.net.InetSocketAddress}, or for a
 *     Unix socket a {@link io.netty.channel.unix.DomainSocketAddress}, whose path is empty if the
 *     sender has no name
 */
public record Datagram(byte[] data, SocketAddress sender) {
    /** Checks that neither is null. */
    public Datagram {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(sender, "sender");
    }

    /** The data as text in UTF-8. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** Whether the other is a datagram of the same bytes from the same sender. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Datagram that
                && Arrays.equals(data, that.data)
                && sender.equals(that.sender);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(data) + sender.hashCode();
    }

    @Override
    public String toString() {
        return "datagram of " + data.length + " bytes from " + SocketErrors.name(sender);
    }
}
