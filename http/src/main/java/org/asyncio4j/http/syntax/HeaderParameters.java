package org.asyncio4j.http.syntax;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header value with parameters, as in {@code text/html; charset=utf-8}: RFC 9110, 5.6.6.
 *
 * <p>Parsing never fails: what cannot be understood is left out. Of a parameter that comes twice
 * the first counts, as browsers have it.
 *
 * @param value what stands before the first semicolon, without the spaces around it
 * @param parameters by their names in lower case, in their order
 */
public record HeaderParameters(String value, Map<String, String> parameters) {
    /** Reads a header value. */
    public static HeaderParameters parse(String header) {
        int semicolon = header.indexOf(';');
        String value = semicolon < 0 ? header : header.substring(0, semicolon);
        Map<String, String> parameters = new LinkedHashMap<>();
        if (semicolon >= 0) {
            new Scanner(header, semicolon).scan(parameters);
        }
        return new HeaderParameters(value.strip(), parameters);
    }

    /** The value of a parameter as it must stand in a header: quoted where it has to be. */
    public static String quoted(String value) {
        if (isToken(value)) {
            return value;
        }
        StringBuilder quoted = new StringBuilder(value.length() + 8).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /** Whether the text is what RFC 9110 calls a token: a name without separators. */
    public static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(HeaderParameters::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** Walks over {@code ; name=value; name="value"}. */
    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text, int at) {
            this.text = text;
            this.at = at;
        }

        void scan(Map<String, String> parameters) {
            while (at < text.length()) {
                at++;
                String name = until(";=").strip().toLowerCase(Locale.ROOT);
                String value = atCharacter('=') ? value() : null;
                until(";");
                if (value != null && isToken(name)) {
                    parameters.putIfAbsent(name, value);
                }
            }
        }

        private String value() {
            at++;
            while (atCharacter(' ') || atCharacter('\t')) {
                at++;
            }
            return atCharacter('"') ? quotedString() : until(";").strip();
        }

        /** Without its closing quote it goes to the end. */
        private String quotedString() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && !atCharacter('"')) {
                if (atEscape()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            return value.toString();
        }

        /** Nobody escapes more than these two; a backslash before others is one of a path. */
        private boolean atEscape() {
            return atCharacter('\\')
                    && at + 1 < text.length()
                    && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
        }

        private String until(String ends) {
            int start = at;
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private boolean atCharacter(char c) {
            return at < text.length() && text.charAt(at) == c;
        }
    }
}
