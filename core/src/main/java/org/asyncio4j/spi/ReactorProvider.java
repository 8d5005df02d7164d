package org.asyncio4j.spi;

/** Makes a loop's {@link Reactor}; found by {@link java.util.ServiceLoader}. */
public interface ReactorProvider {
    /**
     * Makes the reactor of one loop. Called in a task of that loop, the first time one needs I/O: a
     * loop without any parks its thread, and pays for no engine.
     */
    Reactor create();
}
