package org.asyncio4j.net;

/** A server's part in a loop of another thread, as seen from the loop that has started it. */
interface ServingElsewhere {
    /** Stops listening there, soon. */
    void close();

    void closeClients();

    void abortClients();

    void cancelHandlers();

    /** Waits until that part is closed and serves nobody. */
    void waitIdle();

    int connections();
}
