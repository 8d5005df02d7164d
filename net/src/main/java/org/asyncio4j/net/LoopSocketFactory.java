package org.asyncio4j.net;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.socket.DriverSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

import javax.net.SocketFactory;

/**
 * Gives libraries {@code java.net.Socket}s that read and write on the loop's own I/O: JDBC drivers,
 * Jedis, mail, LDAP, and whatever else takes a {@link SocketFactory}.
 *
 * <p>The JDK's own sockets work in a task, too, but each time they wait two other threads have a
 * part in waking the task. Here the loop itself does, as for a {@link Connection}.
 *
 * <p>A socket that is created in a loop, by a task or by a virtual thread that a library has
 * started there, belongs to that loop; if a task of another one connects or binds it, to that.
 * Created anywhere else it is a plain socket of the JDK, so one factory serves a whole program: a
 * driver's timer thread that cancels a query, say, gets what it needs.
 *
 * <p><b>Other threads.</b> A socket of a loop may be used by every thread. What one outside of the
 * loop calls, also a task of another loop, is handed to the loop, and the thread blocks until it is
 * done; a loop that rests between two runs does it in its next one. Only {@code close} does not
 * wait. After the loop's end all calls but {@code close} throw a {@link SocketException}.
 *
 * <p><b>As with the JDK's sockets:</b> {@code SO_TIMEOUT} and the time-out of {@code connect} end
 * in a {@link java.net.SocketTimeoutException} and leave what was received to the next read;
 * closing from any thread ends the calls of others with "Socket closed"; a write is over when the
 * system has all of it; one thread at a time reads, and one writes.
 *
 * <p><b>Cancellation.</b> A task that is cancelled while it waits in a read or write throws its
 * {@link org.asyncio4j.CancelledError} through the driver. The socket loses nothing and stays open:
 * what was not read is read next, and the rest of a write goes out in the background. But <em>the
 * driver</em> is in the middle of a conversation then, and most drivers cannot know it, since they
 * look for an {@code IOException}: whoever uses the connection next may be given the answer to the
 * cancelled question. So a connection inside which a task was cancelled must be thrown away and not
 * go back to a pool. {@link #closingOnCancel} sees to that: its sockets close themselves, and the
 * driver finds the connection broken.
 *
 * <p><b>Unlike with the JDK's sockets:</b> there is no urgent data, and proxies are not asked. A
 * linger time above zero does not make {@code close} wait.
 */
public final class LoopSocketFactory extends SocketFactory {
    /** What {@link #LoopSocketFactory(String)} takes for {@link #closingOnCancel}. */
    private static final String CLOSE_ON_CANCEL = "closeOnCancel";

    private static final LoopSocketFactory DEFAULT = new LoopSocketFactory();

    private final boolean closeOnCancel;

    /** For drivers that are given the name of this class. */
    public LoopSocketFactory() {
        this(false);
    }

    /**
     * For drivers that are given the name of this class and an argument.
     *
     * @param argument {@code "closeOnCancel"}, or null or empty for nothing special
     * @throws IllegalArgumentException for anything else
     */
    public LoopSocketFactory(String argument) {
        this(isCloseOnCancel(argument));
    }

    private LoopSocketFactory(boolean closeOnCancel) {
        this.closeOnCancel = closeOnCancel;
    }

    private static boolean isCloseOnCancel(String argument) {
        if (argument == null || argument.isEmpty()) {
            return false;
        }
        if (argument.equals(CLOSE_ON_CANCEL)) {
            return true;
        }
        throw new IllegalArgumentException(
                "A LoopSocketFactory takes the argument '"
                        + CLOSE_ON_CANCEL
                        + "' or none, and was given '"
                        + argument
                        + "'.");
    }

    /** The factory as the constructor without arguments makes it; LDAP asks for it by this name. */
    public static SocketFactory getDefault() {
        return DEFAULT;
    }

    /**
     * A factory whose sockets close themselves where a task is cancelled inside a read or write.
     * For pools: no later user of the connection can get what belongs to the cancelled one.
     */
    public LoopSocketFactory closingOnCancel() {
        return new LoopSocketFactory(true);
    }

    /** An unconnected socket. Does not wait. */
    @Override
    public Socket createSocket() throws SocketException {
        return Fiber.isOnLoop() ? DriverSocket.create(closeOnCancel) : new Socket();
    }

    /** A socket that is connected to the first address of a host. */
    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
            throws IOException {
        return connected(
                new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
            throws IOException {
        return connected(
                new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    private Socket connected(InetSocketAddress local, InetSocketAddress target) throws IOException {
        Socket socket = createSocket();
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(target);
            return socket;
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }
}
