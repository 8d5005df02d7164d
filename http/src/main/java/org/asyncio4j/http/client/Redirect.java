package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;

import java.net.URI;

/**
 * A response that has sent the client elsewhere: a part of the history of the one that came in the
 * end.
 *
 * @param method of the request that it answers
 * @param url of that request
 * @param status as {@code 302}
 * @param headers of this response; read-only
 */
public record Redirect(String method, URI url, int status, Headers headers) {
    /** Where it has sent the client, as the server has written it. */
    public String location() {
        return headers.get("Location");
    }
}
