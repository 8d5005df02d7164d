package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;

import java.net.URI;
import java.util.List;

/**
 * What is known of a response without its body: what a {@link ResponseError} keeps.
 *
 * @param method of the request
 * @param url of the request, after redirects
 * @param status as {@code 404}
 * @param reason as {@code Not Found}; empty if there was none
 * @param headers of the response; read-only
 * @param history the responses that have sent the client here, in order
 */
public record ResponseInfo(
        String method,
        URI url,
        int status,
        String reason,
        Headers headers,
        List<Redirect> history) {
    public ResponseInfo {
        history = List.copyOf(history);
    }

    /** As {@code GET http://example.org/ 404 Not Found}. */
    @Override
    public String toString() {
        return method + " " + url + " " + statusLine();
    }

    String statusLine() {
        return reason.isEmpty() ? String.valueOf(status) : status + " " + reason;
    }
}
