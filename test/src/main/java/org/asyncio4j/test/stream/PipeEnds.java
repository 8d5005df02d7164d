package org.asyncio4j.test.stream;

import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

/**
 * Both ends of a stream in one direction, to be checked.
 *
 * @param sender where it is sent
 * @param receiver where it is received
 * @param release closes what is open at the end of a case; must not wait
 */
public record PipeEnds(SendStream sender, ReceiveStream receiver, Runnable release) {
    /** Ends that need not be closed. */
    public PipeEnds(SendStream sender, ReceiveStream receiver) {
        this(sender, receiver, () -> {});
    }
}
