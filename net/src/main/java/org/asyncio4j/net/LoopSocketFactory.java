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
 * <p><b>Cancellation.</b> A task that is cancelled in a read or write, also because a scope's time
 * is up, throws its {@link org.asyncio4j.CancelledError} through the driver, and the socket closes
 * itself, as the JDK's sockets do when a virtual thread is interrupted. For the driver is in the
 * middle of a conversation then, and cannot know it, since it looks for an {@code IOException}: on
 * an open socket whoever uses the connection next could be given the answer to the cancelled
 * question. So the driver finds the connection broken, and a pool throws it away. A write that need
 * not wait works in a cancelled scope, too, so that a driver can say good-bye in its {@code
 * close()}. Code that reads the socket itself, and so knows where it is, can have sockets that stay
 * open: {@link #keepingOnCancel}.
 *
 * <p><b>Unlike with the JDK's sockets:</b> there is no urgent data, and proxies are not asked. A
 * linger time above zero does not make {@code close} wait.
 */
public final class LoopSocketFactory extends SocketFactory {
    /** What {@link #LoopSocketFactory(String)} takes for {@link #keepingOnCancel}. */
    private static final String KEEP_ON_CANCEL = "keepOnCancel";

    private static final LoopSocketFactory DEFAULT = new LoopSocketFactory();

    private final boolean keepOnCancel;

    /** For drivers that are given the name of this class. */
    public LoopSocketFactory() {
        this(false);
    }

    /**
     * For drivers that are given the name of this class and an argument.
     *
     * @param argument {@code "keepOnCancel"} for {@link #keepingOnCancel}, or null or empty for
     *     nothing special
     * @throws IllegalArgumentException for anything else
     */
    public LoopSocketFactory(String argument) {
        this(isKeepOnCancel(argument));
    }

    private LoopSocketFactory(boolean keepOnCancel) {
        this.keepOnCancel = keepOnCancel;
    }

    private static boolean isKeepOnCancel(String argument) {
        if (argument == null || argument.isEmpty()) {
            return false;
        }
        if (argument.equals(KEEP_ON_CANCEL)) {
            return true;
        }
        throw new IllegalArgumentException(
                "A LoopSocketFactory takes the argument '"
                        + KEEP_ON_CANCEL
                        + "' or none, and was given '"
                        + argument
                        + "'.");
    }

    /** The factory as the constructor without arguments makes it; LDAP asks for it by this name. */
    public static SocketFactory getDefault() {
        return DEFAULT;
    }

    /**
     * A factory whose sockets stay open where one of their loop's tasks is cancelled in a read or
     * write, and lose no byte: what was not read is read next, and a write that has begun goes out
     * in full, in the background.
     *
     * <p>For code that reads the socket itself and can go on in the middle of a message. Not for
     * drivers: most give the next user of the connection the answer to the cancelled question.
     */
    public LoopSocketFactory keepingOnCancel() {
        return new LoopSocketFactory(true);
    }

    /** An unconnected socket. Does not wait. */
    @Override
    public Socket createSocket() throws SocketException {
        return Fiber.isOnLoop() ? DriverSocket.create(keepOnCancel) : new Socket();
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
