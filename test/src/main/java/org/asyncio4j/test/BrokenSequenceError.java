package org.asyncio4j.test;

/**
 * A {@link Sequencer} was broken: one whose turn had not come was cancelled, so the order that the
 * test wanted cannot be had any more.
 */
public final class BrokenSequenceError extends AssertionError {
    private static final long serialVersionUID = 1L;

    BrokenSequenceError(String message) {
        super(message);
    }
}
