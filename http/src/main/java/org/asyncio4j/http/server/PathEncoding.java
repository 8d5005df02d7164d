package org.asyncio4j.http.server;

import org.asyncio4j.http.syntax.PercentEncoding;

import java.nio.charset.StandardCharsets;

/** Texts as they stand in the path of a URL (RFC 3986, 3.3). */
final class PathEncoding {
    private PathEncoding() {}

    static String encode(String text, boolean keepSlashes) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(each) || keepSlashes && each == '/') {
                encoded.append((char) each);
            } else {
                PercentEncoding.escape(each, encoded);
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(byte each) {
        return each >= 'a' && each <= 'z'
                || each >= 'A' && each <= 'Z'
                || each >= '0' && each <= '9'
                || each > 0 && "-._~!$&'()*+,;=:@".indexOf(each) >= 0;
    }
}
