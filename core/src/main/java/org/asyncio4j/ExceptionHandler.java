package org.asyncio4j;

/** Hears of failures that reach nobody else. Set by {@link EventLoop#setExceptionHandler}. */
@FunctionalInterface
public interface ExceptionHandler {
    /** Runs on the loop, where the failure was noticed. What it throws is logged. */
    void handle(EventLoop loop, ExceptionContext context);
}
