package org.asyncio4j.http.http1;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;

/** How long the body of a message is. RFC 9112, section 6, where it is strict. */
final class Framing {
    /** The length of what comes in chunks. */
    static final long CHUNKED = -1;

    /** The length of what ends with the connection. */
    static final long UNTIL_CLOSE = -2;

    /** So many digits fit into a long, whatever they are. */
    private static final int MAX_DIGITS = 18;

    private Framing() {}

    static long ofRequest(Headers headers, boolean version10) throws HttpProtocolException {
        String coding = headers.get("Transfer-Encoding");
        String length = headers.get("Content-Length");
        if (coding == null) {
            return length == null ? 0 : length(length);
        }
        if (length != null) {
            throw bad("A request has both Content-Length and Transfer-Encoding.");
        }
        if (version10) {
            throw bad("HTTP/1.0 has no Transfer-Encoding.");
        }
        requireChunked(coding);
        return CHUNKED;
    }

    /**
     * @param bodiless whether it is one that never has a body: to HEAD, 1xx, 204, 304
     */
    static long ofResponse(Headers headers, boolean bodiless) throws HttpProtocolException {
        String coding = headers.get("Transfer-Encoding");
        String length = headers.get("Content-Length");
        if (coding != null && length != null) {
            throw bad("A response has both Content-Length and Transfer-Encoding.");
        }
        long declared = length == null ? UNTIL_CLOSE : length(length);
        if (bodiless) {
            return 0;
        }
        if (coding != null) {
            requireChunked(coding);
            return CHUNKED;
        }
        return declared;
    }

    private static void requireChunked(String coding) throws HttpProtocolException {
        if (!coding.equalsIgnoreCase("chunked")) {
            throw bad("The Transfer-Encoding is something else than chunked, once.");
        }
    }

    private static long length(String digits) throws HttpProtocolException {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
            throw bad("The Content-Length is not a number, or is too large.");
        }
        long length = 0;
        for (int i = 0; i < digits.length(); i++) {
            char each = digits.charAt(i);
            if (each < '0' || each > '9') {
                throw bad("The Content-Length has other characters than digits.");
            }
            length = length * 10 + (each - '0');
        }
        return length;
    }

    private static HttpProtocolException bad(String what) {
        return new HttpProtocolException(400, what);
    }
}
