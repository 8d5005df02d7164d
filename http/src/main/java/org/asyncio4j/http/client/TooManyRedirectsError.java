package org.asyncio4j.http.client;

import java.io.Serial;

/** The servers have sent the client elsewhere too often: perhaps in circles. */
public class TooManyRedirectsError extends ResponseError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param info of the last response, with the ones before in its history
     * @param limit how many redirects were allowed
     */
    public TooManyRedirectsError(ResponseInfo info, int limit) {
        super(
                info,
                "There were more than "
                        + limit
                        + " redirects on the way to "
                        + info.url()
                        + ". If that is no circle, maxRedirects(…) of the request allows more.");
    }
}
