package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;
import java.util.HexFormat;

/** The server's certificate is another than the one whose fingerprint was asked for. */
public class FingerprintMismatchError extends TlsError {
    @Serial private static final long serialVersionUID = 1L;

    private final byte[] expected;
    private final byte[] received;

    /**
     * Makes one.
     *
     * @param expected the SHA-256 that was asked for
     * @param received the SHA-256 of the server's certificate
     */
    public FingerprintMismatchError(URI url, byte[] expected, byte[] received, Throwable cause) {
        super(
                url,
                "The certificate of "
                        + url.getRawAuthority()
                        + " has the SHA-256 "
                        + hex(received)
                        + ", and not "
                        + hex(expected)
                        + ". Either the server has a new certificate, or this is not the server.",
                cause);
        this.expected = expected.clone();
        this.received = received.clone();
    }

    private static String hex(byte[] fingerprint) {
        return HexFormat.of().formatHex(fingerprint);
    }

    /** The SHA-256 that was asked for. */
    public byte[] expected() {
        return expected.clone();
    }

    /** The SHA-256 of the server's certificate. */
    public byte[] received() {
        return received.clone();
    }
}
