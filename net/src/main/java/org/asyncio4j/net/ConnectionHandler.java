package org.asyncio4j.net;

/** What a {@link Server} runs for each connection, in a task of its own. */
@FunctionalInterface
public interface ConnectionHandler {
    /**
     * Serves one client. When it returns, what was written goes out and the connection is closed.
     *
     * @param connection to the client; nobody else's
     * @throws Exception is reported to the loop's exception handler, and costs this connection only
     */
    void handle(Connection connection) throws Exception;
}
