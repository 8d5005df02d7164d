package org.asyncio4j.http.server;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Texts as they stand in the path of a URL (RFC 3986, 3.3). */
final class PathEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PathEncoding() {}

    static String encode(String text, boolean keepSlashes) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(each) || keepSlashes && each == '/') {
                encoded.append((char) each);
            } else {
                encoded.append('%');
                HEX.toHexDigits(encoded, each);
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
