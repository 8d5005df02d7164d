package org.asyncio4j.net.engine;

import io.netty.channel.unix.DomainSocketAddress;

import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;

/** Addresses of Unix sockets: Netty's inside, since the JDK's have no abstract names. */
public final class UnixAddresses {
    private UnixAddresses() {}

    /**
     * @param path of the socket's file; a name that begins with NUL is an abstract one, of Linux
     */
    public static SocketAddress ofPath(String path) {
        return new DomainSocketAddress(path);
    }

    /** What the JDK's channels understand. */
    static SocketAddress forJdk(SocketAddress address) throws SocketException {
        if (!(address instanceof DomainSocketAddress unix)) {
            return address;
        }
        if (isAbstract(unix)) {
            throw new SocketException(
                    "The JDK's channels know no abstract Unix sockets such as "
                            + SocketErrors.name(unix)
                            + ". Use a path, or another engine than -Dasyncio4j.io=nio.");
        }
        return UnixDomainSocketAddress.of(unix.path());
    }

    static boolean isAbstract(DomainSocketAddress address) {
        return address.path().startsWith("\0");
    }
}
