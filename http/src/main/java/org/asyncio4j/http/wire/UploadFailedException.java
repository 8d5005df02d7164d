package org.asyncio4j.http.wire;

import java.io.IOException;
import java.io.Serial;

/** What the body of a request comes from has failed, and not the connection. */
public class UploadFailedException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param cause what it has failed with
     */
    public UploadFailedException(Throwable cause) {
        super("The body of the request could not be made.", cause);
    }
}
