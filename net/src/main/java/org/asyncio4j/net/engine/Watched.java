package org.asyncio4j.net.engine;

/** A socket that a loop's handler watches. */
interface Watched {
    /**
     * The loop ends: closes the descriptor, whose number may be another's soon. Nobody waits any
     * more.
     */
    void endWithLoop();
}
