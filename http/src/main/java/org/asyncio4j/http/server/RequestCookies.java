package org.asyncio4j.http.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the header {@code Cookie} (RFC 6265, 5.4), and drops what it cannot understand. */
final class RequestCookies {
    private RequestCookies() {}

    static Map<String, String> parse(List<String> values) {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String value : values) {
            for (String pair : value.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    String name = pair.substring(0, equals).strip();
                    cookies.putIfAbsent(name, unquoted(pair.substring(equals + 1).strip()));
                }
            }
        }
        return Collections.unmodifiableMap(cookies);
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }
}
