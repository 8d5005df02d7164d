package org.asyncio4j.net.engine;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;

/** Turns what the system says into what a person can use: what happened, and to which socket. */
public final class SocketErrors {
    /** Netty's messages end in the system's own words after this. */
    private static final String BEFORE_REASON = "): ";

    /** And in those of options after this. */
    private static final String BEFORE_REASON_OF_OPTION = "failed: ";

    /** The system's words where a Unix socket's backlog is full. */
    static final String TRY_AGAIN = "Resource temporarily unavailable";

    /** The system's words for an address of IPv6 where one of IPv4 belongs, or the like. */
    static final String OTHER_FAMILY = "Address family not supported by protocol";

    /** ENFILE, EMFILE, ENOBUFS and ENOMEM, by Linux's numbers. */
    private static final Set<Integer> EXHAUSTION = Set.of(23, 24, 105, 12);

    /** EADDRNOTAVAIL and EAFNOSUPPORT. */
    private static final Set<Integer> NOT_AVAILABLE = Set.of(99, 97);

    private SocketErrors() {}

    /** What Netty has wrapped: there is no descriptor, or no such family. */
    static IOException onOpen(ChannelException exception) {
        return exception.getCause() instanceof IOException cause
                ? cause
                : new IOException(exception);
    }

    /** Netty's own exception for an option that the system refuses, which is no IOException. */
    static IOException onOption(ChannelException cause) {
        String message = String.valueOf(cause.getMessage());
        return new SocketException(after(BEFORE_REASON_OF_OPTION, message), cause);
    }

    static IOException onConnect(SocketAddress target, IOException cause) {
        String message = "Cannot connect to " + name(target) + ": " + reason(cause);
        return withCause(new ConnectException(message), cause);
    }

    static IOException onReceive(Object socket, IOException cause) {
        return onUse("Cannot receive on the " + socket, cause);
    }

    static IOException onSend(Object socket, IOException cause) {
        return onUse("Cannot send on the " + socket, cause);
    }

    private static IOException onUse(String what, IOException cause) {
        return withCause(new SocketException(what + ": " + reason(cause)), cause);
    }

    static IOException onBind(SocketAddress address, IOException cause) {
        String message = "Cannot listen on " + name(address) + ": " + reason(cause);
        return withCause(new BindException(message), cause);
    }

    private static IOException withCause(IOException exception, IOException cause) {
        exception.initCause(cause);
        return exception;
    }

    static IOException onLocalAddress(SocketAddress address, IOException cause) {
        String message = "Cannot connect from " + name(address) + ": " + reason(cause);
        return withCause(new BindException(message), cause);
    }

    /** A failure that lasts, told to another caller: the first one is its cause. */
    static IOException again(IOException first) {
        return withCause(new SocketException(first.getMessage()), first);
    }

    /** Whether the system is out of descriptors, buffers or memory, so that a pause may help. */
    public static boolean isExhaustion(IOException exception) {
        return EXHAUSTION.contains(number(exception))
                || String.valueOf(exception.getMessage()).contains("Too many open files");
    }

    /** Whether the listener on a Unix socket has as many connections waiting as it may. */
    public static boolean isBacklogFull(IOException exception) {
        return String.valueOf(exception.getMessage()).endsWith(TRY_AGAIN);
    }

    /** Whether the machine has no such address, or not of such a family. */
    public static boolean isNotAvailable(IOException exception) {
        IOException cause = exception.getCause() instanceof IOException e ? e : exception;
        return NOT_AVAILABLE.contains(number(cause))
                || String.valueOf(cause.getMessage()).contains("Cannot assign requested address");
    }

    /** The system's error number, or 0 where it is not known. */
    static int number(IOException exception) {
        return exception instanceof Errors.NativeIoException known ? -known.expectedErr() : 0;
    }

    /** The system's own words. */
    public static String reason(IOException exception) {
        String message = exception.getMessage();
        if (message == null) {
            return reasonByType(exception);
        }
        return after(BEFORE_REASON, message);
    }

    private static String after(String mark, String message) {
        int end = message.indexOf(mark);
        return end < 0 ? message : message.substring(end + mark.length());
    }

    /** Netty has no words for some. */
    private static String reasonByType(IOException exception) {
        return switch (exception) {
            case FileNotFoundException _ -> "No such file or directory";
            case NoRouteToHostException _ -> "No route to host, or the network is unreachable";
            case ClosedChannelException _ -> "It has been closed";
            default -> exception.toString();
        };
    }

    /** How people write an address: {@code 127.0.0.1:80}, {@code [::1]:80}, {@code /run/x}. */
    public static String name(SocketAddress address) {
        // No switch over types: its first use costs the start of a program some milliseconds.
        if (address instanceof InetSocketAddress internet) {
            return name(internet);
        }
        if (address instanceof DomainSocketAddress unix) {
            return unix.path().isEmpty()
                    ? "an unnamed Unix socket"
                    : unix.path().replace('\0', '@');
        }
        return address == null ? "nobody" : address.toString();
    }

    private static String name(InetSocketAddress address) {
        String host =
                address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
