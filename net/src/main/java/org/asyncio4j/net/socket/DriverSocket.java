package org.asyncio4j.net.socket;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;

import java.net.Socket;
import java.net.SocketException;

/** A {@code java.net.Socket} that reads and writes on a loop's own reactor. */
public final class DriverSocket extends Socket {
    private DriverSocket(DriverSocketImpl impl) throws SocketException {
        super(impl);
    }

    /**
     * An unconnected socket of the calling loop. In a fiber or a guest.
     *
     * @param closeOnCancel whether it closes itself where a task is cancelled inside it
     */
    public static DriverSocket create(boolean closeOnCancel) throws SocketException {
        return create(Fiber.current().scheduler(), closeOnCancel);
    }

    static DriverSocket create(Scheduler scheduler, boolean closeOnCancel) throws SocketException {
        DriverSocketImpl impl = new DriverSocketImpl(scheduler, closeOnCancel);
        DriverSocket socket = new DriverSocket(impl);
        impl.owner(socket);
        return socket;
    }
}
