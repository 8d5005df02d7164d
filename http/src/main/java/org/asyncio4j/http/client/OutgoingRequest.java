package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;

import java.net.URI;
import java.util.Objects;

/**
 * A request as it is about to go out, one hop of a redirection: what a {@link ClientMiddleware}
 * sees and may change.
 */
public final class OutgoingRequest {
    private final RequestRun run;
    private final String method;
    private final URI url;
    private final Headers headers;
    private final Route route;
    private Body body;

    OutgoingRequest(
            RequestRun run, String method, URI url, Headers headers, Body body, Route route) {
        this.run = run;
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
        this.route = route;
    }

    /** In capitals, mostly. */
    public String method() {
        return method;
    }

    /** Where it goes, with its query and without credentials. */
    public URI url() {
        return url;
    }

    /** All that will be sent, but for those that say how the body is framed; may be changed. */
    public Headers headers() {
        return headers;
    }

    /** What it carries; {@link Body#empty} for nothing. */
    public Body body() {
        return body;
    }

    /** Has it carry something else, and sets its Content-Type where it has one. */
    public OutgoingRequest body(Body body) {
        this.body = Objects.requireNonNull(body, "body");
        if (body.contentType() != null) {
            headers.set("Content-Type", body.contentType());
        }
        return this;
    }

    /** The session that sends it. */
    public ClientSession session() {
        return run.session();
    }

    RequestRun run() {
        return run;
    }

    Route route() {
        return route;
    }

    @Override
    public String toString() {
        return method + " " + url;
    }
}
