package org.asyncio4j.kernel;

import org.asyncio4j.spi.Reactor;
import org.asyncio4j.spi.ReactorProvider;

import java.util.Iterator;
import java.util.ServiceLoader;

/** Finds the reactor that a module on the path brings. */
final class Reactors {
    private static final String PROPERTY = "asyncio4j.reactor";

    /**
     * For programs that are known to have none: the search costs a tenth of a small one's start.
     */
    private static final String NONE = "none";

    private Reactors() {}

    /** Makes the calling loop thread's reactor. */
    static Reactor create() {
        if (NONE.equals(System.getProperty(PROPERTY))) {
            return new ParkingReactor();
        }
        Iterator<ReactorProvider> providers =
                ServiceLoader.load(ReactorProvider.class, Reactors.class.getClassLoader())
                        .iterator();
        return providers.hasNext() ? providers.next().create() : new ParkingReactor();
    }
}
