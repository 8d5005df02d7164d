package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;

import java.io.Serial;
import java.util.List;

/**
 * There is a response, but not the one that was wanted: what {@code raiseForStatus} throws for a
 * status of 400 and above.
 */
public class ResponseError extends ClientError {
    @Serial private static final long serialVersionUID = 1L;

    private final transient ResponseInfo info;

    /** Makes one for a status that means a failure. */
    public ResponseError(ResponseInfo info) {
        this(
                info,
                info.method() + " " + info.url() + " was answered with " + info.statusLine() + ".");
    }

    /** Makes one. */
    public ResponseError(ResponseInfo info, String message) {
        this(info, message, null);
    }

    /**
     * Makes one with what it comes from.
     *
     * @param cause null for nothing
     */
    public ResponseError(ResponseInfo info, String message, Throwable cause) {
        super(info.url(), message, cause);
        this.info = info;
    }

    /** All that is known of the response. */
    public ResponseInfo info() {
        return info;
    }

    public int status() {
        return info.status();
    }

    public Headers headers() {
        return info.headers();
    }

    /** The responses that have sent the client here, in order. */
    public List<Redirect> history() {
        return info.history();
    }
}
