/**
 * The loop's I/O: one of Netty's handlers polled by the loop itself, and sockets whose tasks wait
 * until it has seen them ready.
 *
 * <p>The model is readiness, not completion: a task tries a system call that does not block, and
 * where there is nothing to do yet it waits until there is. So nothing is received that nobody
 * asked for, a cancelled wait has lost nothing, and no code of users runs outside of a task.
 */
package org.asyncio4j.net.engine;
