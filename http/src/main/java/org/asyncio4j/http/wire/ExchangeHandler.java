package org.asyncio4j.http.wire;

import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.net.Connection;

import java.io.IOException;

/** What a server does with a request, below routes and applications. */
public interface ExchangeHandler {
    /**
     * Answers a request. What it leaves of the request's body is dropped. An exception, or no
     * response, breaks the connection: the layer above turns failures into responses.
     */
    void handle(ServerExchange exchange) throws IOException;

    /**
     * Makes the answer to what was no request; the connection is closed behind it. Sends nothing by
     * itself.
     *
     * @param connection for addresses and TLS, not for bytes
     */
    Refusal refuse(Connection connection, HttpProtocolException error);

    /** A response to what was no request. */
    record Refusal(ResponseHead head, byte[] body, String contentType) {}
}
