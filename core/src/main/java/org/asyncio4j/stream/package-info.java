/**
 * Streams of bytes: what tasks read from and write to, whatever carries the bytes.
 *
 * <p>{@link org.asyncio4j.stream.StreamReader} and {@link org.asyncio4j.stream.StreamWriter} are
 * what programs use; a {@link org.asyncio4j.stream.ByteStream} has one of each, and an end. Below
 * them stand a {@link org.asyncio4j.stream.ReceiveStream} and a {@link
 * org.asyncio4j.stream.SendStream}: a socket, a pipe, a TLS session, or a few lines in a test.
 *
 * <p>What holds for all of them:
 *
 * <ul>
 *   <li>Nothing is received before somebody reads, and a write waits while the other side does not
 *       keep up. So memory stays bounded, and no call of {@code drain} can be forgotten.
 *   <li>A call that need not wait does not give way to other tasks.
 *   <li>Cancelling a read loses no byte; cancelling a write tells how much of it went out. The
 *       stream can be used on.
 *   <li>An error keeps what was received before it: in the exception, or still to be read.
 *   <li>No method takes a timeout: put the call into {@code timeout} or {@code moveOnAfter}.
 *   <li>In a cancelled scope a waiting method throws {@code CancelledError} at once.
 *   <li>An object belongs to the loop that first waits on it. Use from another loop or from a
 *       foreign thread is answered with an {@link IllegalStateException}.
 *   <li>Text is UTF-8 where no charset is given.
 *   <li>Passing null throws {@link NullPointerException}.
 * </ul>
 *
 * <p>The model is Python's {@code asyncio}, with the differences that each class names.
 */
package org.asyncio4j.stream;
