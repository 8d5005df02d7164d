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
     * @param keepOnCancel whether it stays open where a task is cancelled in a read or write
     */
    public static DriverSocket create(boolean keepOnCancel) throws SocketException {
        return create(Fiber.current().scheduler(), keepOnCancel);
    }

    static DriverSocket create(Scheduler scheduler, boolean keepOnCancel) throws SocketException {
        DriverSocketImpl impl = new DriverSocketImpl(scheduler, keepOnCancel);
        DriverSocket socket = new DriverSocket(impl);
        impl.owner(socket);
        return socket;
    }
}
