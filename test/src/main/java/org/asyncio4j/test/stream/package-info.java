/**
 * Streams in memory for tests, and suites that check whether a stream, a listener or a queue of
 * one's own keeps to what all of them promise.
 *
 * <p>{@link org.asyncio4j.test.stream.MemoryStream#pair} is a connection without a network: all
 * that its ends wait for is in the loop, so on a simulation's clock no time passes. Each direction
 * is a {@link org.asyncio4j.test.stream.MemoryPipe}, which a test can make small, slow, split and
 * broken.
 *
 * <p>{@link org.asyncio4j.test.stream.StreamConformance}, {@link
 * org.asyncio4j.test.stream.ListenerConformance} and {@link
 * org.asyncio4j.test.stream.QueueConformance} give named {@link
 * org.asyncio4j.test.stream.ConformanceCase}s, for JUnit's {@code DynamicTest} or any other
 * framework.
 */
package org.asyncio4j.test.stream;
