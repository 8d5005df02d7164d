package org.asyncio4j.http.server;

import java.util.Locale;

/** Hosts by name, with asterisks for any text: {@code *.example.com}. */
final class DomainPattern {
    private final String[] texts;

    DomainPattern(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (!lower.matches("[a-z0-9*._\\-]+|\\[[0-9a-f:.]+\\]")) {
            throw new IllegalArgumentException(
                    "'"
                            + domain
                            + "' is no domain; it may have asterisks, but neither a scheme nor"
                            + " a port.");
        }
        texts = lower.split("\\*", -1);
    }

    /**
     * Whether it is this host's.
     *
     * @param host with or without a port
     */
    boolean matches(String host) {
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (texts.length == 1) {
            return name.equals(texts[0]);
        }
        String last = texts[texts.length - 1];
        int end = name.length() - last.length();
        if (!name.startsWith(texts[0]) || !name.endsWith(last)) {
            return false;
        }
        int at = texts[0].length();
        for (int i = 1; i < texts.length - 1; i++) {
            int found = name.indexOf(texts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + texts[i].length();
        }
        return at <= end;
    }

    static String withoutPort(String host) {
        int colon = host.indexOf(':', host.lastIndexOf(']') + 1);
        return colon < 0 ? host : host.substring(0, colon);
    }
}
