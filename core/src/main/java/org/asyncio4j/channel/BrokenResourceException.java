package org.asyncio4j.channel;

/** Nobody is left to receive what is sent: Trio's {@code BrokenResourceError}. */
public final class BrokenResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenResourceException(String message) {
        super(message);
    }
}
