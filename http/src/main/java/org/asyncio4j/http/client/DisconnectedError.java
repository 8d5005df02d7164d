package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;

/**
 * The server has closed the connection, or it was lost, before the response was there. Nobody knows
 * whether the server has done what it was asked for; requests that may be sent twice are sent once
 * more by the client itself if the connection was not a new one.
 */
public class DisconnectedError extends ConnectionError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param cause null where the server has closed the connection in good order
     */
    public DisconnectedError(String method, URI url, Throwable cause) {
        super(url, message(method, url, cause), cause);
    }

    private static String message(String method, URI url, Throwable cause) {
        return cause == null
                ? "The server has closed the connection without an answer to "
                        + method
                        + " "
                        + url
                        + "."
                : "The connection was lost before the answer to "
                        + method
                        + " "
                        + url
                        + " was there: "
                        + reason(cause);
    }
}
