package org.asyncio4j.test.stream;

import org.asyncio4j.stream.ByteStream;

/**
 * Both ends of a stream in both directions, to be checked.
 *
 * @param left the one
 * @param right the other
 * @param release closes what else is open, at the end of a case, when both were aborted; must not
 *     wait
 */
public record StreamPair(ByteStream left, ByteStream right, Runnable release) {
    /** Ends besides which nothing is open. */
    public StreamPair(ByteStream left, ByteStream right) {
        this(left, right, () -> {});
    }
}
