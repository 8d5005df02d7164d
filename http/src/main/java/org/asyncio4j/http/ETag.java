package org.asyncio4j.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An entity tag: the name of one state of what a URL stands for, as in {@code ETag: "5f-2a"}.
 *
 * <pre>{@code
 * ETag current = new ETag("5f-2a", false);
 * boolean known = ETag.listOf(request.headers(), "If-None-Match").stream()
 *         .anyMatch(current::matchesWeakly);
 * }</pre>
 *
 * @param value what is between the quotes
 * @param isWeak whether it stays the same through changes that do not matter ({@code W/})
 */
public record ETag(String value, boolean isWeak) {
    /** The asterisk that stands for every tag. */
    public static final ETag ANY = new ETag("*", false);

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the value has a quote, a blank or another character that
     *     a tag cannot have
     */
    public ETag {
        Objects.requireNonNull(value, "value");
        for (int i = 0; i < value.length(); i++) {
            if (!isTagCharacter(value.charAt(i))) {
                throw new IllegalArgumentException(
                        "An entity tag cannot have the character at index "
                                + i
                                + " of '"
                                + value
                                + "': only characters from U+0021 to U+00FF but the double quote.");
            }
        }
    }

    private static boolean isTagCharacter(char c) {
        return c > ' ' && c != '"' && c != 0x7f && c <= 0xff && (c < 0x80 || c >= 0xa0);
    }

    /**
     * The tags of a header field, {@code If-Match} or {@code If-None-Match}. The first that is no
     * tag ends the list.
     */
    public static List<ETag> listOf(Headers headers, String name) {
        List<ETag> tags = new ArrayList<>();
        for (String value : headers.getAll(name)) {
            if (value.strip().equals("*")) {
                tags.add(ANY);
            } else if (!addTo(tags, value)) {
                return tags;
            }
        }
        return tags;
    }

    private static boolean addTo(List<ETag> tags, String list) {
        int at = 0;
        while (at < list.length()) {
            char c = list.charAt(at);
            if (c == ' ' || c == '\t' || c == ',') {
                at++;
                continue;
            }
            int end = endOfTag(list, at);
            if (end < 0) {
                return false;
            }
            tags.add(of(list, at, end));
            at = end;
        }
        return true;
    }

    /** Behind the closing quote, or -1. */
    private static int endOfTag(String list, int begin) {
        int open = list.startsWith("W/", begin) ? begin + 2 : begin;
        if (open >= list.length() || list.charAt(open) != '"') {
            return -1;
        }
        int close = open + 1;
        while (close < list.length() && isTagCharacter(list.charAt(close))) {
            close++;
        }
        return close < list.length() && list.charAt(close) == '"' ? close + 1 : -1;
    }

    private static ETag of(String list, int begin, int end) {
        int open = list.indexOf('"', begin);
        return new ETag(list.substring(open + 1, end - 1), open > begin);
    }

    /**
     * One tag, as it is written in a header field.
     *
     * @return null if it is none
     */
    public static ETag parse(String text) {
        String tag = text.strip();
        return endOfTag(tag, 0) == tag.length() ? of(tag, 0, tag.length()) : null;
    }

    /** Whether both stand for the same bytes: RFC 9110's strong comparison. */
    public boolean matchesStrongly(ETag other) {
        return !isWeak && !other.isWeak && matchesWeakly(other);
    }

    /** Whether both stand for what is as good as the same: RFC 9110's weak comparison. */
    public boolean matchesWeakly(ETag other) {
        return this == ANY || other == ANY || value.equals(other.value);
    }

    /** As it is written in a header field. */
    @Override
    public String toString() {
        return this == ANY ? "*" : (isWeak ? "W/\"" : "\"") + value + '"';
    }
}
