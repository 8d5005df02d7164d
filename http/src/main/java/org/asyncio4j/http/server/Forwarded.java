package org.asyncio4j.http.server;

import org.asyncio4j.http.syntax.HeaderParameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one proxy says about a request: an element of the header {@code Forwarded} (RFC 7239).
 *
 * @param by the side of the proxy that the request came in at; null if it does not say
 * @param client who has sent it to the proxy ({@code for}); null if it does not say
 * @param host what the client has asked for; null if it does not say
 * @param protocol {@code http} or {@code https}; null if it does not say
 */
public record Forwarded(String by, String client, String host, String protocol) {
    static List<Forwarded> parse(List<String> values) {
        List<Forwarded> all = new ArrayList<>();
        for (String value : values) {
            for (String element : elements(value)) {
                Map<String, String> pairs = HeaderParameters.parse(";" + element).parameters();
                if (!pairs.isEmpty()) {
                    all.add(of(pairs));
                }
            }
        }
        return List.copyOf(all);
    }

    private static Forwarded of(Map<String, String> pairs) {
        return new Forwarded(
                pairs.get("by"), pairs.get("for"), pairs.get("host"), pairs.get("proto"));
    }

    /** A comma within quotes is none. */
    private static List<String> elements(String value) {
        List<String> elements = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                elements.add(value.substring(begin, i));
                begin = i + 1;
            }
        }
        elements.add(value.substring(begin));
        return elements;
    }
}
