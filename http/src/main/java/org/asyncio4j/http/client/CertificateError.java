package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;

/** The server's certificate is not trusted, or is for another host. */
public class CertificateError extends TlsError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param url what was requested
     * @param message what happened, on which URL, what to do
     * @param cause null for nothing
     */
    public CertificateError(URI url, String message, Throwable cause) {
        super(url, message, cause);
    }
}
