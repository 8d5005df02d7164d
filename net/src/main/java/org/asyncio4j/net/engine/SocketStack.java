package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;

/**
 * What a task's sockets come from: the system, by the engine of the task's loop, or the {@link
 * NetworkStack} that is bound for the task. In the loop.
 */
public interface SocketStack {
    /**
     * The stack of the calling task, or guest: the one that is bound for it, else its loop's own.
     *
     * <p>Gives way: only the first time in a JVM, to load the engine.
     *
     * @throws IllegalStateException outside of a loop
     */
    static SocketStack current() {
        Fiber fiber = Fiber.current();
        NetworkStack bound = NetworkStack.bound();
        return bound == null ? NettyReactor.of(fiber.scheduler()) : bound;
    }

    /** Makes a stream socket that can connect to such an address. Does not wait. */
    LoopSocket openSocket(SocketAddress target) throws IOException;

    /** Makes a listener that listens on an address. Does not wait. */
    LoopListener openListener(SocketAddress address, ListenOptions options) throws IOException;

    /**
     * Makes a datagram socket, neither bound nor connected. Does not wait.
     *
     * @throws java.net.SocketException if there is none of such a family
     */
    LoopDatagramSocket openDatagramSocket(ProtocolFamily family) throws IOException;
}
