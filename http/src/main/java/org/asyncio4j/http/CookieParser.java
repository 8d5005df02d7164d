package org.asyncio4j.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads cookies: RFC 6265bis, 5.6, and for requests 6265, 5.4. One pass, no patterns. */
final class CookieParser {
    /** Of name and value together. */
    private static final int LONGEST = 4096;

    private static final int LONGEST_ATTRIBUTE = 1024;

    private final String header;
    private int at;

    // The attributes that were read.
    private String domain;
    private String path;
    private Instant expires;
    private Duration maxAge;
    private boolean secure;
    private boolean httpOnly;
    private SameSite sameSite;
    private boolean partitioned;

    private CookieParser(String header) {
        this.header = header;
    }

    // ---------------------------------------------------------------- requests

    static List<Cookie> ofRequest(String header) {
        CookieParser parser = new CookieParser(header);
        List<Cookie> cookies = new ArrayList<>();
        while (parser.at < header.length()) {
            String pair = parser.nextPart();
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : trimmed(pair.substring(0, equals));
            if (!name.isEmpty()) {
                cookies.add(Cookie.of(name, withoutQuotes(trimmed(pair.substring(equals + 1)))));
            }
        }
        return cookies;
    }

    private static String withoutQuotes(String value) {
        int last = value.length() - 1;
        return last > 0 && value.charAt(0) == '"' && value.charAt(last) == '"'
                ? value.substring(1, last)
                : value;
    }

    // ---------------------------------------------------------------- responses

    static Cookie ofResponse(String header) {
        if (hasControlCharacter(header)) {
            return null;
        }
        CookieParser parser = new CookieParser(header);
        String pair = parser.nextPart();
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : trimmed(pair.substring(0, equals));
        String value = trimmed(pair.substring(equals + 1));
        if (name.isEmpty() || name.length() + value.length() > LONGEST) {
            return null;
        }
        return parser.withAttributes(name, value);
    }

    private static boolean hasControlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /** The later one of two counts. */
    private Cookie withAttributes(String name, String value) {
        while (at < header.length()) {
            String part = nextPart();
            int equals = part.indexOf('=');
            String attribute = trimmed(equals < 0 ? part : part.substring(0, equals));
            String setting = equals < 0 ? "" : trimmed(part.substring(equals + 1));
            if (setting.length() <= LONGEST_ATTRIBUTE) {
                set(attribute.toLowerCase(Locale.ROOT), setting);
            }
        }
        return new Cookie(
                name,
                value,
                domain,
                path,
                expires,
                maxAge,
                secure,
                httpOnly,
                sameSite,
                partitioned);
    }

    private void set(String attribute, String setting) {
        switch (attribute) {
            case "expires" -> setExpires(setting);
            case "max-age" -> setMaxAge(setting);
            case "domain" -> domain = domain(setting);
            case "path" -> path = setting.startsWith("/") ? setting : null;
            case "secure" -> secure = true;
            case "httponly" -> httpOnly = true;
            case "samesite" -> sameSite = SameSite.parse(setting);
            case "partitioned" -> partitioned = true;
            default -> {
                // Others may know it.
            }
        }
    }

    private void setExpires(String setting) {
        Instant time = CookieDate.parse(setting);
        if (time != null) {
            expires = time;
        }
    }

    private void setMaxAge(String setting) {
        Duration age = seconds(setting);
        if (age != null) {
            maxAge = age;
        }
    }

    private static String domain(String setting) {
        String bare = setting.startsWith(".") ? setting.substring(1) : setting;
        return bare.isEmpty() ? null : bare.toLowerCase(Locale.ROOT);
    }

    /**
     * What is below zero is zero, and what is too large the largest; null for what is no number.
     */
    private static Duration seconds(String digits) {
        boolean negative = digits.startsWith("-");
        int start = negative ? 1 : 0;
        if (digits.length() == start || !isAsciiDigits(digits, start)) {
            return null;
        }
        if (negative) {
            return Duration.ZERO;
        }
        return digits.length() > 12
                ? Duration.ofSeconds(999_999_999_999L)
                : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static boolean isAsciiDigits(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- parts

    /** What stands before the next semicolon. */
    private String nextPart() {
        int end = header.indexOf(';', at);
        end = end < 0 ? header.length() : end;
        String part = header.substring(at, end);
        at = end + 1;
        return part;
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
