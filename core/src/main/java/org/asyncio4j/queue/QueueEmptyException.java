package org.asyncio4j.queue;

/** Thrown by {@link Queue#getNowait} where no item is there: asyncio's {@code QueueEmpty}. */
public final class QueueEmptyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueEmptyException(String message) {
        super(message);
    }
}
