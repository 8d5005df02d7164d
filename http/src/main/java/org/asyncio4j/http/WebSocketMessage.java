package org.asyncio4j.http;

import java.util.HexFormat;
import java.util.Objects;

/**
 * What comes out of a {@link WebSocket}: aiohttp's {@code WSMessage}.
 *
 * <pre>{@code
 * switch (socket.receive()) {
 *     case Text(String text) -> socket.send(text);
 *     case Binary(byte[] bytes) -> store(bytes);
 *     case Close(int code, String reason) -> IO.println("Closed with " + code);
 *     case Control _ -> {}                           // comes only without automatic pongs
 * }
 * }</pre>
 *
 * <p>The arrays are the receiver's own; they are not copied.
 */
public sealed interface WebSocketMessage {
    /** What applications send each other. Iterating a {@link WebSocket} gives only these. */
    sealed interface Data extends WebSocketMessage {}

    /** What keeps the connection going. */
    sealed interface Control extends WebSocketMessage {}

    /**
     * A text.
     *
     * @param text what was valid UTF-8 on the wire
     */
    record Text(String text) implements Data {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /** Bytes. */
    record Binary(byte[] bytes) implements Data {
        public Binary {
            Objects.requireNonNull(bytes, "bytes");
        }

        @Override
        public String toString() {
            return "Binary[" + excerpt(bytes) + "]";
        }
    }

    /**
     * A question whether anybody is there.
     *
     * @param payload up to 125 bytes, which the pong repeats
     */
    record Ping(byte[] payload) implements Control {
        @Override
        public String toString() {
            return "Ping[" + excerpt(payload) + "]";
        }
    }

    /**
     * The answer to a ping, or a sign of life that nobody has asked for.
     *
     * @param payload up to 125 bytes
     */
    record Pong(byte[] payload) implements Control {
        @Override
        public String toString() {
            return "Pong[" + excerpt(payload) + "]";
        }
    }

    /**
     * The peer closes the connection; nothing follows.
     *
     * @param code why, as {@link WebSocket#closeCode} describes; 1005 if the peer did not say
     * @param reason in words; may be empty
     */
    record Close(int code, String reason) implements Control {
        public Close {
            Objects.requireNonNull(reason, "reason");
        }

        /** Whether the peer was just done: 1000, 1001 (it goes away), 1005 (it did not say). */
        public boolean isNormal() {
            return code == 1000 || code == 1001 || code == 1005;
        }
    }

    private static String excerpt(byte[] bytes) {
        int shown = Math.min(bytes.length, 16);
        return bytes.length
                + " bytes"
                + (shown == 0 ? "" : ": " + HexFormat.of().formatHex(bytes, 0, shown))
                + (shown < bytes.length ? "…" : "");
    }
}
