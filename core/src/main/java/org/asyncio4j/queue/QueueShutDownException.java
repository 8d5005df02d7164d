package org.asyncio4j.queue;

/**
 * Thrown by a queue that was {@linkplain Queue#shutdown shut down}: asyncio's {@code
 * QueueShutDown}.
 */
public final class QueueShutDownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueShutDownException(String message) {
        super(message);
    }
}
