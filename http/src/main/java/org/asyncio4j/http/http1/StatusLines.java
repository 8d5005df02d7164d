package org.asyncio4j.http.http1;

import org.asyncio4j.http.wire.StatusPhrases;

import java.nio.charset.StandardCharsets;

/** The first lines of responses, as bytes. */
final class StatusLines {
    private static final byte[][] LINES = new byte[1000][];

    private StatusLines() {}

    static byte[] of(int status) {
        byte[] line = LINES[status];
        if (line == null) {
            line =
                    ("HTTP/1.1 " + status + " " + StatusPhrases.of(status) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            LINES[status] = line; // Another loop may do the same, with the same result.
        }
        return line;
    }
}
