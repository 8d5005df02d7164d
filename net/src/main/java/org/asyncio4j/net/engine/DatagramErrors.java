package org.asyncio4j.net.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;

/** What the system says of datagrams, in words that a person can use. */
final class DatagramErrors {
    /** Numbers of Linux. */
    private static final int EACCES = 13;

    private static final int EMSGSIZE = 90;
    private static final int ECONNREFUSED = 111;

    private DatagramErrors() {}

    static IOException onOpen(IOException cause) {
        String message = "Cannot open a socket for datagrams: " + SocketErrors.reason(cause);
        return withCause(new SocketException(message), cause);
    }

    static IOException onReceive(LoopDatagramSocket socket, IOException cause) {
        if (isUnreachable(socket, cause)) {
            return unreachable(socket, socket.remoteAddress(), cause);
        }
        String message = "Cannot receive on the " + socket + ": " + SocketErrors.reason(cause);
        return withCause(new SocketException(message), cause);
    }

    static IOException onSend(
            LoopDatagramSocket socket, int size, SocketAddress target, IOException cause) {
        SocketAddress receiver = target == null ? socket.remoteAddress() : target;
        if (isUnreachable(socket, cause)) {
            return unreachable(socket, receiver, cause);
        }
        String message =
                "Cannot send a datagram of "
                        + size
                        + " bytes to "
                        + SocketErrors.name(receiver)
                        + ": "
                        + SocketErrors.reason(cause)
                        + advice(socket, cause);
        return withCause(new SocketException(message), cause);
    }

    private static String advice(LoopDatagramSocket socket, IOException cause) {
        if (isIt(cause, EMSGSIZE, "Message too long")) {
            return socket.family() == StandardProtocolFamily.UNIX
                    ? ". What the system takes depends on the option SO_SNDBUF."
                    : ". UDP takes "
                            + (socket.family() == StandardProtocolFamily.INET6 ? 65_527 : 65_507)
                            + " bytes at most.";
        }
        if (isIt(cause, EACCES, "Permission denied")) {
            return ". For a broadcast address set allowBroadcast in the DatagramOptions.";
        }
        return "";
    }

    /** A datagram longer than anything the system could take. */
    static IOException tooLong(int size) {
        return new IOException("Message too long (" + size + " bytes)");
    }

    private static boolean isUnreachable(LoopDatagramSocket socket, IOException cause) {
        return socket.family() != StandardProtocolFamily.UNIX
                && (cause instanceof PortUnreachableException
                        || isIt(cause, ECONNREFUSED, "Connection refused"));
    }

    private static IOException unreachable(
            LoopDatagramSocket socket, SocketAddress receiver, IOException cause) {
        String message =
                "Nobody receives at "
                        + SocketErrors.name(receiver)
                        + ": a datagram that the "
                        + socket
                        + " has sent before came back as undeliverable.";
        return withCause(new PortUnreachableException(message), cause);
    }

    static IOException onMembership(
            String verb,
            InetAddress group,
            NetworkInterface where,
            InetAddress source,
            IOException cause) {
        String message =
                "Cannot "
                        + verb
                        + " the multicast group "
                        + group.getHostAddress()
                        + (where == null ? "" : " on " + where.getName())
                        + (source == null ? "" : " from " + source.getHostAddress())
                        + ": "
                        + SocketErrors.reason(cause);
        return withCause(new SocketException(message), cause);
    }

    private static boolean isIt(IOException cause, int number, String words) {
        return SocketErrors.number(cause) == number
                || String.valueOf(cause.getMessage()).contains(words);
    }

    private static IOException withCause(IOException exception, IOException cause) {
        exception.initCause(cause);
        return exception;
    }
}
