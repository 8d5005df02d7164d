package org.asyncio4j.queue;

/** Thrown by {@link Queue#putNowait} where no room is left: asyncio's {@code QueueFull}. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException(String message) {
        super(message);
    }
}
