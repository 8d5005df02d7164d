package org.asyncio4j.channel;

/** What must not wait would have to: Trio's {@code WouldBlock}. */
public final class WouldBlockException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WouldBlockException(String message) {
        super(message);
    }
}
