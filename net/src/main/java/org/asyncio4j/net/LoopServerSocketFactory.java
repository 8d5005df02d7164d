package org.asyncio4j.net;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.socket.DriverServerSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import javax.net.ServerSocketFactory;

/**
 * Gives libraries {@code java.net.ServerSocket}s that wait on the loop's own I/O, and accept
 * sockets as {@link LoopSocketFactory} makes them, which close themselves where a task is cancelled
 * in a read or write.
 *
 * <p>A server socket that is created in a loop belongs to it; created anywhere else it is a plain
 * one of the JDK. {@code SO_TIMEOUT} and closing from any thread work as in the JDK; a task that is
 * cancelled in {@code accept} has accepted nothing. For servers of your own there is {@link
 * Net#startServer}.
 */
public final class LoopServerSocketFactory extends ServerSocketFactory {
    /** As many connections may wait to be accepted as with the JDK's server sockets. */
    private static final int USUAL_BACKLOG = 50;

    private static final LoopServerSocketFactory DEFAULT = new LoopServerSocketFactory();

    /** For libraries that are given the name of this class. */
    public LoopServerSocketFactory() {}

    public static ServerSocketFactory getDefault() {
        return DEFAULT;
    }

    /** An unbound server socket. Does not wait. */
    @Override
    public ServerSocket createServerSocket() throws IOException {
        return Fiber.isOnLoop() ? DriverServerSocket.create() : new ServerSocket();
    }

    /** A server socket that listens on all interfaces; at port 0 on a free port. */
    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, USUAL_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port, backlog, null);
    }

    /**
     * A server socket that listens.
     *
     * @param address null for all interfaces
     */
    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
            throws IOException {
        ServerSocket socket = createServerSocket();
        try {
            socket.bind(new InetSocketAddress(address, port), backlog);
            return socket;
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }
}
