package org.asyncio4j.net.tls;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The files that {@code certificates/make.sh} has made. */
public final class Certificates {
    private Certificates() {}

    public static Path file(String name) {
        try {
            return Path.of(
                    Certificates.class
                            .getResource("/org/asyncio4j/net/certificates/" + name)
                            .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
