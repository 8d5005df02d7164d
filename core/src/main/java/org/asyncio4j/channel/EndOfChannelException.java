package org.asyncio4j.channel;

/** Nothing is left to be received and nobody to send: Trio's {@code EndOfChannel}. */
public final class EndOfChannelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndOfChannelException(String message) {
        super(message);
    }
}
