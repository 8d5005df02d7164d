package org.asyncio4j.http.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One way in which a server wants to be told who asks: a part of {@code WWW-Authenticate} or {@code
 * Proxy-Authenticate}. RFC 9110, 11.6.1.
 *
 * @param scheme in lower case
 * @param parameters by their names in lower case, with what was quoted as it was meant; of two of a
 *     name the first
 */
record AuthChallenge(String scheme, Map<String, String> parameters) {
    /** All challenges of all headers, in order. What cannot be understood is left out. */
    static List<AuthChallenge> parse(List<String> headers) {
        List<AuthChallenge> challenges = new ArrayList<>();
        for (String header : headers) {
            new Scanner(header).scan(challenges);
        }
        return challenges;
    }

    /** Null for a parameter that is not there. */
    String get(String name) {
        return parameters.get(name);
    }

    /**
     * Walks over {@code Scheme a=b, c="d", Other e=f}: a comma may be followed by a parameter or by
     * another scheme, which only the next sign tells.
     */
    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        void scan(List<AuthChallenge> challenges) {
            Map<String, String> parameters = null;
            while (skipSeparators()) {
                String word = token();
                if (word.isEmpty()) {
                    skipToComma();
                } else if (isParameter()) {
                    String value = value();
                    if (parameters != null) {
                        parameters.putIfAbsent(word, value);
                    }
                } else {
                    parameters = new LinkedHashMap<>();
                    challenges.add(new AuthChallenge(word, parameters));
                    skipToken68();
                }
            }
        }

        /** Whether there is more. */
        private boolean skipSeparators() {
            while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == ',')) {
                at++;
            }
            return at < text.length();
        }

        private String token() {
            int start = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at).toLowerCase(Locale.ROOT);
        }

        /** Whether an equals sign comes next; it is stepped over. */
        private boolean isParameter() {
            int next = at;
            while (next < text.length() && isBlank(text.charAt(next))) {
                next++;
            }
            if (next < text.length() && text.charAt(next) == '=') {
                at = next + 1;
                return true;
            }
            return false;
        }

        private String value() {
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '"') {
                String value = quoted();
                skipToComma();
                return value;
            }
            int start = at;
            skipToComma();
            return text.substring(start, at).strip();
        }

        /** Without its closing quote it goes to the end. */
        private String quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }

        /**
         * Some schemes have one long word in the place of parameters, perhaps with = at its end.
         */
        private void skipToken68() {
            int end = skipWhile(at, Scanner::isBlank);
            int start = end;
            end = skipWhile(end, c -> isTokenCharacter(c) || c == '+' || c == '/');
            boolean word = end > start;
            end = skipWhile(skipWhile(end, c -> c == '='), Scanner::isBlank);
            if (word && (end == text.length() || text.charAt(end) == ',')) {
                at = end;
            }
        }

        private int skipWhile(int from, CharacterTest test) {
            int end = from;
            while (end < text.length() && test.holds(text.charAt(end))) {
                end++;
            }
            return end;
        }

        private interface CharacterTest {
            boolean holds(char c);
        }

        private void skipToComma() {
            while (at < text.length() && text.charAt(at) != ',') {
                at++;
            }
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private static boolean isTokenCharacter(char c) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }
}
