package org.asyncio4j.net.engine;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;

import jdk.net.ExtendedSocketOptions;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Set;

/** The JDK's socket options on a file descriptor. */
final class NativeOptions {
    static final Set<SocketOption<?>> SUPPORTED =
            Set.of(
                    StandardSocketOptions.TCP_NODELAY,
                    StandardSocketOptions.SO_KEEPALIVE,
                    StandardSocketOptions.SO_RCVBUF,
                    StandardSocketOptions.SO_SNDBUF,
                    StandardSocketOptions.SO_LINGER,
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    StandardSocketOptions.IP_TOS,
                    ExtendedSocketOptions.TCP_KEEPIDLE,
                    ExtendedSocketOptions.TCP_KEEPINTERVAL,
                    ExtendedSocketOptions.TCP_KEEPCOUNT,
                    ExtendedSocketOptions.TCP_QUICKACK);

    /** Numbers of Linux. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_QUICKACK = 12;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private NativeOptions() {}

    static void set(Socket socket, SocketOption<?> option, Object value) throws IOException {
        try {
            write(socket, option, value);
        } catch (ChannelException e) {
            throw SocketErrors.onOption(e);
        }
    }

    private static void write(Socket socket, SocketOption<?> option, Object value)
            throws IOException {
        if (option == StandardSocketOptions.TCP_NODELAY) {
            socket.setTcpNoDelay((Boolean) value);
        } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
            socket.setKeepAlive((Boolean) value);
        } else if (option == StandardSocketOptions.SO_REUSEADDR) {
            socket.setReuseAddress((Boolean) value);
        } else if (option == StandardSocketOptions.SO_REUSEPORT) {
            socket.setReusePort((Boolean) value);
        } else if (option == StandardSocketOptions.SO_RCVBUF) {
            socket.setReceiveBufferSize((Integer) value);
        } else if (option == StandardSocketOptions.SO_SNDBUF) {
            socket.setSendBufferSize((Integer) value);
        } else if (option == StandardSocketOptions.SO_LINGER) {
            socket.setSoLinger((Integer) value);
        } else if (option == StandardSocketOptions.IP_TOS) {
            socket.setTrafficClass((Integer) value);
        } else {
            int number = value instanceof Boolean flag ? (flag ? 1 : 0) : (Integer) value;
            socket.setIntOpt(IPPROTO_TCP, tcpNumber(option), number);
        }
    }

    @SuppressWarnings("unchecked")
    static <T> T get(Socket socket, SocketOption<T> option) throws IOException {
        try {
            return (T) read(socket, option);
        } catch (ChannelException e) {
            throw SocketErrors.onOption(e);
        }
    }

    private static Object read(Socket socket, SocketOption<?> option) throws IOException {
        if (option == StandardSocketOptions.TCP_NODELAY) {
            return socket.isTcpNoDelay();
        } else if (option == StandardSocketOptions.SO_KEEPALIVE) {
            return socket.isKeepAlive();
        } else if (option == StandardSocketOptions.SO_REUSEADDR) {
            return socket.isReuseAddress();
        } else if (option == StandardSocketOptions.SO_REUSEPORT) {
            return socket.isReusePort();
        } else if (option == StandardSocketOptions.SO_RCVBUF) {
            return socket.getReceiveBufferSize();
        } else if (option == StandardSocketOptions.SO_SNDBUF) {
            return socket.getSendBufferSize();
        } else if (option == StandardSocketOptions.SO_LINGER) {
            return socket.getSoLinger();
        } else if (option == StandardSocketOptions.IP_TOS) {
            return socket.getTrafficClass();
        }
        int number = socket.getIntOpt(IPPROTO_TCP, tcpNumber(option));
        return option.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
    }

    private static int tcpNumber(SocketOption<?> option) {
        if (option == ExtendedSocketOptions.TCP_KEEPIDLE) {
            return TCP_KEEPIDLE;
        } else if (option == ExtendedSocketOptions.TCP_KEEPINTERVAL) {
            return TCP_KEEPINTVL;
        } else if (option == ExtendedSocketOptions.TCP_KEEPCOUNT) {
            return TCP_KEEPCNT;
        } else if (option == ExtendedSocketOptions.TCP_QUICKACK) {
            return TCP_QUICKACK;
        }
        throw new UnsupportedOperationException(
                "A socket of the loop has no option " + option.name() + ".");
    }

    /** A socket for IPv6 shall not take IPv4's port, too: whoever wants both listens on both. */
    static void onlyIpv6(Socket socket) throws IOException {
        try {
            socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, 1);
        } catch (ChannelException e) {
            throw SocketErrors.onOption(e);
        }
    }
}
