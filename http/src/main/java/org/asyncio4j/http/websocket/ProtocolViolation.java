package org.asyncio4j.http.websocket;

import java.io.IOException;
import java.io.Serial;

/** The peer has sent what it must not: the reason to close, with a code that tells it. */
final class ProtocolViolation extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * @param code 1002, 1007 or 1009
     * @param message goes to the peer, too; not longer than a close frame can carry
     */
    ProtocolViolation(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
