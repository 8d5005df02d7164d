package org.asyncio4j.channel;

/** The end of a channel that was used is closed: Trio's {@code ClosedResourceError}. */
public final class ClosedResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedResourceException(String message) {
        super(message);
    }
}
