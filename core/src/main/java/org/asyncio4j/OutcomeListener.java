package org.asyncio4j;

/**
 * Hears of an outcome's end, inside the call that ends it. For the machinery only: it may wake and
 * start fibers, and must not run users' code.
 */
@FunctionalInterface
interface OutcomeListener {
    void ended(Outcome<?> outcome);
}
