package org.asyncio4j.http.client;

import java.io.Serial;

/** The server has not agreed to speak WebSocket, or not in the way that it must. */
public class WebSocketHandshakeError extends ResponseError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param problem what is wrong with the response, as a sentence
     */
    public WebSocketHandshakeError(ResponseInfo info, String problem) {
        super(
                info,
                "There is no WebSocket at "
                        + info.url()
                        + " ("
                        + info.statusLine()
                        + "): "
                        + problem);
    }
}
