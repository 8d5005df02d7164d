package org.asyncio4j.http.client;

import java.io.Serial;

/** The proxy has refused to connect to the server: often 407, for it wants to know who asks. */
public class ProxyResponseError extends ResponseError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param info of the proxy's response; its URL is the proxy's
     * @param target the server's address
     */
    public ProxyResponseError(ResponseInfo info, String target) {
        super(
                info,
                "The proxy "
                        + info.url()
                        + " has not connected to "
                        + target
                        + ": "
                        + info.statusLine()
                        + (info.status() == 407 ? ". Give it a user and a password." : "."));
    }
}
