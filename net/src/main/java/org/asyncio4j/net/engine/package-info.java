/**
 * The loop's I/O: one of Netty's handlers polled by the loop itself, and sockets whose tasks wait
 * until it has seen them ready.
 *
 * <p>The model is readiness, not completion: a task tries a system call that does not block, and
 * where there is nothing to do yet it waits until there is. So nothing is received that nobody
 * asked for, a cancelled wait has lost nothing, and no code of users runs outside of a task.
 *
 * <p>Sockets are opened through a {@link org.asyncio4j.net.engine.SocketStack}, so that a network
 * can take the system's place that is only simulated: {@link
 * org.asyncio4j.net.engine.NetworkStack}. It extends {@code LoopSocket}, {@code LoopListener},
 * {@code LoopDatagramSocket} and {@code Readiness}, and all that is built on them goes on it
 * unchanged.
 */
package org.asyncio4j.net.engine;
