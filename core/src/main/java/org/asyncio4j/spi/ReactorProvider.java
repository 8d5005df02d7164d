package org.asyncio4j.spi;

/** Makes a loop's {@link Reactor}; found by {@link java.util.ServiceLoader}. */
public interface ReactorProvider {
    /** Makes the reactor of one loop. Called on the loop's platform thread before any task runs. */
    Reactor create();
}
