package org.asyncio4j;

import org.asyncio4j.kernel.Delivery;

/**
 * One request to cancel a task, made when somebody asks and thrown where the task waits.
 *
 * @param reason why, or null
 * @param source the task that asked, or null
 * @param target the task that was meant, or null
 * @param scope the scope that was cancelled, or null where a single task was
 */
record CancelRequest(String reason, Task<?> source, Task<?> target, CancelScope scope)
        implements Delivery {
    @Override
    public Throwable throwable() {
        return new CancelledError(this);
    }

    String message() {
        if (source == null) {
            return reason;
        }
        return (reason == null ? "cancelled" : reason) + " (by " + source.getName() + ")";
    }
}
