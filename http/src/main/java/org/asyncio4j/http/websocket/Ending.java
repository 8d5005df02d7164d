package org.asyncio4j.http.websocket;

import org.asyncio4j.http.WebSocketClosedException;
import org.asyncio4j.http.WebSocketMessage.Close;

/**
 * Why a WebSocket is closed: what each call is told from then on.
 *
 * @param code as {@link org.asyncio4j.http.WebSocket#closeCode}
 * @param reason in the peer's words; empty without
 * @param message for exceptions
 * @param cause null for none
 * @param isLoss whether it came from outside, and what had come before can still be received
 */
record Ending(int code, String reason, String message, Throwable cause, boolean isLoss) {
    /** The connection has ended without a word of the peer. */
    static Ending lost(String message, Throwable cause) {
        return new Ending(CloseCodes.ABNORMAL, "", message, cause, true);
    }

    /** This end does not want to hear any more. */
    static Ending aborted(String message) {
        return new Ending(CloseCodes.ABNORMAL, "", message, null, false);
    }

    static Ending violated(ProtocolViolation violation) {
        String problem = violation.getMessage();
        return new Ending(
                violation.code(),
                problem,
                "The peer has broken the protocol: " + problem,
                violation,
                false);
    }

    static Ending closed(Close close, boolean here) {
        return new Ending(
                close.code(),
                close.reason(),
                (here ? "This end" : "The peer") + " has closed the WebSocket with " + close + ".",
                null,
                false);
    }

    /** It has begun, and how it will end is not known. */
    static Ending closing() {
        return new Ending(CloseCodes.NONE, "", "This end closes the WebSocket.", null, false);
    }

    WebSocketClosedException exception() {
        return new WebSocketClosedException(code, reason, message, cause);
    }
}
