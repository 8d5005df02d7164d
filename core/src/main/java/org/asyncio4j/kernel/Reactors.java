package org.asyncio4j.kernel;

import org.asyncio4j.spi.Reactor;
import org.asyncio4j.spi.ReactorProvider;

import java.util.ServiceLoader;

/** Finds the reactor that a module on the path brings. */
final class Reactors {
    private Reactors() {}

    /**
     * Makes a reactor for the loop of the calling fiber.
     *
     * @throws IllegalStateException if no module brings one
     */
    static Reactor create() {
        return ServiceLoader.load(ReactorProvider.class, Reactors.class.getClassLoader())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "This needs I/O, and no module on the path brings it: add"
                                        + " org.asyncio4j:asyncio4j-net to the program."))
                .create();
    }
}
