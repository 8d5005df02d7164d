package org.asyncio4j;

/**
 * What a loop's exception handler is told: a failure that nobody else will hear of.
 *
 * @param message what happened, in a sentence
 * @param exception the failure, or null
 * @param awaitable the task or promise that failed, or null
 * @param handle the callback that failed, or null
 */
public record ExceptionContext(
        String message, Throwable exception, Awaitable<?> awaitable, Handle handle) {
    public static ExceptionContext of(String message, Throwable exception) {
        return new ExceptionContext(message, exception, null, null);
    }

    ExceptionContext withAwaitable(Awaitable<?> failed) {
        return new ExceptionContext(message, exception, failed, handle);
    }

    ExceptionContext withHandle(Handle failed) {
        return new ExceptionContext(message, exception, awaitable, failed);
    }

    /** The message, and in debug mode where what failed was created. */
    String report() {
        if (awaitable instanceof LoopTask<?> task) {
            return message + Origin.describe(task.origin());
        }
        return handle instanceof LoopCallback callback
                ? message + Origin.describe(callback.origin())
                : message;
    }
}
