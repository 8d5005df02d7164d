package org.asyncio4j.http.client;

import java.io.Serial;

/** The URL is of another protocol than HTTP. */
public class NonHttpUrlError extends InvalidUrlError {
    @Serial private static final long serialVersionUID = 1L;

    /** Makes one. */
    public NonHttpUrlError(String text) {
        super(text, "it has to begin with http:// or https:// (for WebSockets ws:// or wss://).");
    }
}
