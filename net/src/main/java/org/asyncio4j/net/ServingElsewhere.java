package org.asyncio4j.net;

import java.time.Duration;

/** A server's part in a loop of another thread, as seen from the loop that has started it. */
interface ServingElsewhere {
    /** Stops listening there, soon. */
    void close();

    void closeClients();

    void abortClients();

    void cancelHandlers();

    /** By that loop's own clock, which may not be the one of the loop that asks. */
    void cancelHandlersAfter(Duration deadline);

    /** Waits until that part is closed and serves nobody. */
    void waitIdle();

    int connections();
}
