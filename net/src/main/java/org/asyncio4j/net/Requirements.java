package org.asyncio4j.net;

import org.asyncio4j.net.protocol.BaseProtocol;

import java.time.Duration;
import java.util.Objects;

/** Checks of arguments, which say what was wrong with which. */
final class Requirements {
    private Requirements() {}

    /** A duration above zero, or null. */
    static Duration positive(String name, Duration value) {
        if (value != null && !value.isPositive()) {
            throw new IllegalArgumentException(
                    name + " has to be above zero, or null for none, and was " + value + ".");
        }
        return value;
    }

    static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    name + " has to be above zero, and was " + value + ".");
        }
        return value;
    }

    static <P extends BaseProtocol> P protocol(P protocol) {
        return Objects.requireNonNull(
                protocol, "The protocol (or what its factory has made) is null.");
    }

    static int port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "A port is a number from 0 to 65535, and this was " + port + ".");
        }
        return port;
    }
}
