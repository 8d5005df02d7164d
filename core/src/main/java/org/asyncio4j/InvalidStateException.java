package org.asyncio4j;

/**
 * A task or promise was asked for what its state does not have: the result of one that is still
 * pending, a second result for one that is done.
 */
public class InvalidStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public InvalidStateException(String message) {
        super(message);
    }
}
