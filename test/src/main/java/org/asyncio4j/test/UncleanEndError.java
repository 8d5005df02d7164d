package org.asyncio4j.test;

/** A test has left something behind, or done what it may not: the message lists it. */
public final class UncleanEndError extends AssertionError {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was left or done
     */
    public UncleanEndError(String message) {
        super(message);
    }
}
