package org.asyncio4j.http.websocket;

import org.asyncio4j.http.WebSocketMessage.Close;

import java.nio.charset.StandardCharsets;

/** The status codes of the close frame (RFC 6455, 7.4, and those registered since). */
final class CloseCodes {
    static final int NORMAL = 1000;
    static final int PROTOCOL_ERROR = 1002;

    /** Never in a frame: the peer's close had no code. */
    static final int NONE = 1005;

    /** Never in a frame: the connection ended without a close. */
    static final int ABNORMAL = 1006;

    static final int INVALID_DATA = 1007;
    static final int TOO_BIG = 1009;

    private CloseCodes() {}

    /** Whether a close frame may have it. */
    static boolean isSendable(int code) {
        return code >= 1000 && code <= 1003
                || code >= 1007 && code <= 1014
                || code >= 3000 && code <= 4999;
    }

    // ---------------------------------------------------------------- payloads of close frames

    /**
     * @throws IllegalArgumentException if a close frame cannot have that
     */
    static byte[] payload(int code, String reason) {
        if (!isSendable(code)) {
            throw new IllegalArgumentException(
                    "A WebSocket cannot be closed with the code "
                            + code
                            + ": 1000 to 1003 and 1007 to 1014 have meanings of their own, 3000 to"
                            + " 4999 are for applications.");
        }
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Opcode.MOST_IN_CONTROL - 2) {
            throw new IllegalArgumentException(
                    "The reason for a close can have 123 bytes in UTF-8, not "
                            + bytes.length
                            + ": "
                            + reason);
        }
        byte[] payload = new byte[2 + bytes.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(bytes, 0, payload, 2, bytes.length);
        return payload;
    }

    static byte[] payload(ProtocolViolation violation) {
        return payload(violation.code(), violation.getMessage());
    }

    /** What answers a close: its code, where it has one. */
    static byte[] answer(Close close) {
        return close.code() == NONE ? new byte[0] : payload(close.code(), "");
    }
}
