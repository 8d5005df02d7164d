/**
 * Transports and protocols: asyncio's low-level callback API, for people who port a protocol. Code
 * that is new reads better with {@code Connection}, in direct style.
 *
 * <p>The verbs are in {@code org.asyncio4j.net.Net}: {@code createConnection}, {@code createServer}
 * and their like. They mean what they mean in asyncio, with these differences:
 *
 * <ul>
 *   <li>A callback may wait. That holds up the connection's further callbacks: nothing is received
 *       meanwhile, and a loss is not told before it returns. The loop goes on.
 *   <li>{@code pauseWriting} and {@code resumeWriting} do not wait for the others, so that a
 *       callback can wait for {@code resumeWriting}.
 *   <li>What a callback of a connection throws is reported, whatever it is, and ends the
 *       connection; asyncio keeps silent about an {@code OSError} and goes on after a failed {@code
 *       connection_made}.
 *   <li>Callbacks run in tasks, which {@code allTasks} shows. A loop that ends tells its protocols,
 *       by a {@code connectionLost} with the cancellation.
 * </ul>
 */
package org.asyncio4j.net.protocol;
