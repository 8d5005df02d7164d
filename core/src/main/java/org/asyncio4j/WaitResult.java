package org.asyncio4j;

import java.util.Set;

/**
 * How things stood when {@link Asyncio#awaitTasks} returned.
 *
 * @param done what had ended, in the order of the arguments
 * @param pending what had not
 * @param <A> the type of what was waited for
 */
public record WaitResult<A extends Awaitable<?>>(Set<A> done, Set<A> pending) {}
