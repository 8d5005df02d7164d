package org.asyncio4j;

/** When {@link Asyncio#awaitTasks} returns. */
public enum ReturnWhen {
    /** When one of them has ended, however. */
    FIRST_COMPLETED,
    /** When one of them has failed, cancellation not counted; else when all have ended. */
    FIRST_EXCEPTION,
    /** When all have ended. */
    ALL_COMPLETED
}
