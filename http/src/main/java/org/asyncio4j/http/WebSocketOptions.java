package org.asyncio4j.http;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a {@link WebSocket} behaves. The defaults are aiohttp's, except for {@code contextTakeover}.
 *
 * @param protocols the subprotocols: which a client offers, which a server speaks; most wanted
 *     first
 * @param maxMessageSize how many bytes a message may have that is received, uncompressed; a longer
 *     one closes the connection with 1009
 * @param receiveTimeout how long a receive waits for a message; null for as long as it takes
 * @param closeTimeout how long {@link WebSocket#close()} waits for the peer's answer
 * @param heartbeat how long nothing may come before a ping is sent; the connection is lost if
 *     nothing comes in half that time then. Null for no heartbeat
 * @param autoPing whether pings are answered, and pongs kept, without the receiver's doing
 * @param autoClose whether the peer's close is answered, and the connection closed, when it is
 *     received; without, the receiver must call {@link WebSocket#close()}
 * @param compression whether permessage-deflate (RFC 7692) is offered by a client, accepted by a
 *     server
 * @param contextTakeover whether compression may refer to earlier messages. That makes short
 *     messages that resemble each other much smaller, but costs each connection about 300 KiB
 *     outside of the heap from its first compressed message on
 * @param windowBits how far back compression refers in what is sent: 2 to the power of this, 9 to
 *     15
 * @param compressionThreshold messages of less bytes are sent as they are
 */
public record WebSocketOptions(
        List<String> protocols,
        int maxMessageSize,
        Duration receiveTimeout,
        Duration closeTimeout,
        Duration heartbeat,
        boolean autoPing,
        boolean autoClose,
        boolean compression,
        boolean contextTakeover,
        int windowBits,
        int compressionThreshold) {
    /** What is safe as the length of an array. */
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    /**
     * Messages up to 4 MiB, 10 s for the closing hand-shake, no heartbeat, no subprotocol. Without
     * compression; a server's default is {@link #withCompression}.
     */
    public static final WebSocketOptions DEFAULT =
            new WebSocketOptions(
                    List.of(),
                    4 << 20,
                    null,
                    Duration.ofSeconds(10),
                    null,
                    true,
                    true,
                    false,
                    false,
                    15,
                    128);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a duration or a size that is not above zero, window bits
     *     outside of 9 to 15, a negative threshold, or a protocol that is no token or stands twice
     */
    public WebSocketOptions {
        protocols = List.copyOf(protocols);
        requirePositive("receiveTimeout", receiveTimeout);
        requirePositive("closeTimeout", Objects.requireNonNull(closeTimeout, "closeTimeout"));
        requirePositive("heartbeat", heartbeat);
        require(
                maxMessageSize > 0 && maxMessageSize <= LARGEST,
                "maxMessageSize",
                maxMessageSize,
                "1 to " + LARGEST);
        require(windowBits >= 9 && windowBits <= 15, "windowBits", windowBits, "9 to 15");
        require(
                compressionThreshold >= 0,
                "compressionThreshold",
                compressionThreshold,
                "0 or more");
        for (String protocol : protocols) {
            requireToken(protocol);
        }
        if (protocols.stream().distinct().count() < protocols.size()) {
            throw new IllegalArgumentException("A subprotocol stands twice in " + protocols + ".");
        }
    }

    private static void requirePositive(String name, Duration value) {
        require(value == null || value.isPositive(), name, value, "above 0");
    }

    private static void require(boolean fine, String name, Object value, String range) {
        if (!fine) {
            throw new IllegalArgumentException(
                    "The option " + name + " must be " + range + ", but is " + value + ".");
        }
    }

    private static void requireToken(String protocol) {
        if (!protocol.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException(
                    "A subprotocol cannot be called '"
                            + protocol
                            + "': its name is of letters, digits and !#$%&'*+-.^_`|~.");
        }
    }

    /** Most wanted first. */
    public WebSocketOptions withProtocols(String... protocols) {
        return with(draft -> draft.protocols = List.of(protocols));
    }

    public WebSocketOptions withMaxMessageSize(int maxMessageSize) {
        return with(draft -> draft.maxMessageSize = maxMessageSize);
    }

    public WebSocketOptions withReceiveTimeout(Duration receiveTimeout) {
        return with(draft -> draft.receiveTimeout = receiveTimeout);
    }

    public WebSocketOptions withCloseTimeout(Duration closeTimeout) {
        return with(draft -> draft.closeTimeout = closeTimeout);
    }

    public WebSocketOptions withHeartbeat(Duration heartbeat) {
        return with(draft -> draft.heartbeat = heartbeat);
    }

    public WebSocketOptions withAutoPing(boolean autoPing) {
        return with(draft -> draft.autoPing = autoPing);
    }

    public WebSocketOptions withAutoClose(boolean autoClose) {
        return with(draft -> draft.autoClose = autoClose);
    }

    /** With compression, or without. */
    public WebSocketOptions withCompression(boolean compression) {
        return with(draft -> draft.compression = compression);
    }

    public WebSocketOptions withContextTakeover(boolean contextTakeover) {
        return with(draft -> draft.contextTakeover = contextTakeover);
    }

    public WebSocketOptions withWindowBits(int windowBits) {
        return with(draft -> draft.windowBits = windowBits);
    }

    public WebSocketOptions withCompressionThreshold(int compressionThreshold) {
        return with(draft -> draft.compressionThreshold = compressionThreshold);
    }

    // ---------------------------------------------------------------- making others

    private WebSocketOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /** The values on their way to others. */
    private static final class Draft {
        List<String> protocols;
        int maxMessageSize;
        Duration receiveTimeout;
        Duration closeTimeout;
        Duration heartbeat;
        boolean autoPing;
        boolean autoClose;
        boolean compression;
        boolean contextTakeover;
        int windowBits;
        int compressionThreshold;

        Draft(WebSocketOptions from) {
            protocols = from.protocols;
            maxMessageSize = from.maxMessageSize;
            receiveTimeout = from.receiveTimeout;
            closeTimeout = from.closeTimeout;
            heartbeat = from.heartbeat;
            autoPing = from.autoPing;
            autoClose = from.autoClose;
            compression = from.compression;
            contextTakeover = from.contextTakeover;
            windowBits = from.windowBits;
            compressionThreshold = from.compressionThreshold;
        }

        WebSocketOptions finish() {
            return new WebSocketOptions(
                    protocols,
                    maxMessageSize,
                    receiveTimeout,
                    closeTimeout,
                    heartbeat,
                    autoPing,
                    autoClose,
                    compression,
                    contextTakeover,
                    windowBits,
                    compressionThreshold);
        }
    }
}
