package org.asyncio4j.net.engine;

import org.asyncio4j.Coroutine;
import org.asyncio4j.kernel.Fiber;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The stack of a host that is not this machine, as in a simulated network: its sockets, and the
 * names that it knows. Where it is bound nothing is asked of the system, and no engine is made.
 *
 * <p>The threads that a library starts in a task know nothing of what is bound there.
 */
public interface NetworkStack extends SocketStack {
    /** Runs the body with a stack that is bound for it, and for the tasks that it starts. */
    static <T, X extends Exception> T bind(NetworkStack stack, Coroutine<T, X> body) throws X {
        return ScopedValue.where(BoundStack.VALUE, stack).call(body::run);
    }

    /** The stack that is bound for the caller, or null. */
    static NetworkStack bound() {
        return BoundStack.VALUE.isBound() ? BoundStack.VALUE.get() : null;
    }

    /** The stack that is bound for a fiber; null if none is. In a fiber of the same loop. */
    static NetworkStack boundIn(Fiber fiber) {
        return fiber.isCurrent() ? bound() : fiber.bound(BoundStack.VALUE);
    }

    /**
     * The addresses of a host. May wait, where that takes time in its network.
     *
     * @param name in ASCII and lower case, without a dot at its end; never an address as text, but
     *     maybe {@code localhost}
     * @return all that it has, best first; who asks takes those of the families that it wants
     * @throws UnknownHostException if there is no such host; the message says so in a sentence
     */
    List<InetAddress> addressesOf(String name) throws UnknownHostException;

    /**
     * The name of a host. May wait, where that takes time in its network.
     *
     * @return null if the address has no name
     * @throws UnknownHostException if nobody can be asked; the message says so in a sentence
     */
    String nameOf(InetAddress address) throws UnknownHostException;
}
