package org.asyncio4j.net.socket;

import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** A {@code java.net.ServerSocket} that waits for connections on a loop's own reactor. */
public final class DriverServerSocket extends ServerSocket {
    private final DriverServerSocketImpl impl;

    private DriverServerSocket(DriverServerSocketImpl impl) {
        super(impl);
        this.impl = impl;
    }

    /** An unbound one of the calling loop. In a fiber or a guest. */
    public static DriverServerSocket create() {
        return new DriverServerSocket(new DriverServerSocketImpl(Fiber.current().scheduler()));
    }

    @Override
    public Socket accept() throws IOException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (!isBound()) {
            throw new SocketException("Socket is not bound yet");
        }
        boolean keepOnCancel = false; // As what the other factory makes by default.
        DriverSocket socket = DriverSocket.create(impl.scheduler(), keepOnCancel);
        implAccept(socket);
        return socket;
    }
}
