package org.asyncio4j.http.websocket;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An extension in {@code Sec-WebSocket-Extensions} (RFC 6455, 9.1).
 *
 * @param parameters null stands for no value
 */
record Extension(String name, Map<String, String> parameters) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

    /** A name or a parameter, which a value may follow, and what ends it. Never goes back. */
    private static final Pattern PART =
            Pattern.compile(
                    "[ \\t]*+("
                            + TOKEN
                            + ")[ \\t]*+(?:=[ \\t]*+(?:("
                            + TOKEN
                            + ")|\"("
                            + TOKEN
                            + ")\")[ \\t]*+)?+(;|,|$)");

    /**
     * The extensions in the values of the header, in order.
     *
     * @throws IllegalArgumentException if a value is malformed
     */
    static List<Extension> parse(List<String> values) {
        List<Extension> extensions = new ArrayList<>();
        for (String value : values) {
            parse(value, extensions);
        }
        return extensions;
    }

    private static void parse(String value, List<Extension> extensions) {
        Matcher matcher = PART.matcher(value);
        Extension current = null;
        int position = 0;
        boolean more;
        do {
            if (!matcher.region(position, value.length()).lookingAt()) {
                throw malformed(value);
            }
            String token = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            if (current != null) {
                current.add(matcher.group(1), token, value);
            } else if (token == null) {
                current = new Extension(matcher.group(1), new LinkedHashMap<>());
                extensions.add(current);
            } else {
                throw malformed(value);
            }
            position = matcher.end();
            more = !matcher.group(4).isEmpty();
            if (matcher.group(4).equals(",")) {
                current = null;
            }
        } while (more);
    }

    private void add(String parameter, String token, String value) {
        if (parameters.containsKey(parameter)) {
            throw malformed(value);
        }
        parameters.put(parameter, token);
    }

    private static IllegalArgumentException malformed(String value) {
        return new IllegalArgumentException(
                "Sec-WebSocket-Extensions is malformed: '" + value + "'");
    }
}
