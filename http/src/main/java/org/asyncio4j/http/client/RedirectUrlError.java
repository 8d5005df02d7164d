package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;

/** A server has redirected to a URL from which nothing can be requested; its cause says why. */
public class RedirectUrlError extends InvalidUrlError {
    @Serial private static final long serialVersionUID = 1L;

    private final URI from;

    /**
     * Makes one.
     *
     * @param from what was requested
     * @param location where the server has redirected to, as it has written it
     * @param cause what is wrong with that; a {@link NonHttpUrlError} for another protocol
     */
    public RedirectUrlError(URI from, String location, InvalidUrlError cause) {
        super(
                from
                        + " redirects to where the client does not go. "
                        + cause.getMessage()
                        + " Request it with allowRedirects(false) to see the response itself.",
                location,
                cause);
        this.from = from;
    }

    /** What was requested. */
    @Override
    public URI url() {
        return from;
    }

    /** Whether it would have been another protocol than HTTP. */
    public boolean isNonHttp() {
        return getCause() instanceof NonHttpUrlError;
    }
}
