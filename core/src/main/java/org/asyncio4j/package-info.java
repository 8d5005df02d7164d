/**
 * asyncio for the JVM: an event loop, tasks that take turns on it, and structured concurrency.
 *
 * <p>Begin with {@link org.asyncio4j.Asyncio}.
 */
package org.asyncio4j;
