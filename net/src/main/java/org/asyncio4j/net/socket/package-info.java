/**
 * Sockets for drivers: {@code java.net} on the outside, the loop's own I/O inside.
 *
 * <p>A {@link org.asyncio4j.net.socket.DriverSocket} is a plain {@code java.net.Socket} whose
 * {@code SocketImpl} sits on the engine's streams. What the loop's own fibers and guests call runs
 * where they are; what other threads call is handed to the loop by {@link
 * org.asyncio4j.net.socket.ForeignCall}.
 */
package org.asyncio4j.net.socket;
