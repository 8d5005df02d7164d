package org.asyncio4j.http;

import org.asyncio4j.http.syntax.PercentEncoding;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Names and values in their order, a name perhaps several times: the query of a URL, or the fields
 * of a form. What aiohttp has as {@code MultiDict}. Names are compared exactly.
 *
 * <p>Immutable, for any thread. Nothing here gives way.
 *
 * <pre>{@code
 * Parameters query = Parameters.parse("tag=a&tag=b&page=2");
 * query.getAll("tag");                                 // [a, b]
 * query.getInt("page", 1);                             // 2
 * Parameters.of("q", "a b", "lang", "de").encode();    // q=a+b&lang=de
 * }</pre>
 *
 * <p>Difference from aiohttp: parsing is strict, for a server must not guess. A percent sign
 * without two digits behind it is refused, and so are bytes that are no text in the charset.
 */
public final class Parameters {
    private static final Parameters EMPTY = new Parameters(List.of());

    /** Names and values by turns. */
    private final List<String> entries;

    private Parameters(List<String> entries) {
        this.entries = entries;
    }

    // ---------------------------------------------------------------- making

    /** None. */
    public static Parameters empty() {
        return EMPTY;
    }

    /**
     * Some.
     *
     * @param namesAndValues by turns
     * @throws IllegalArgumentException if that is an odd number
     */
    public static Parameters of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "A name without a value is at the end: " + Arrays.toString(namesAndValues));
        }
        return new Parameters(List.of(namesAndValues));
    }

    /**
     * Those of a map, in its order.
     *
     * @param map from a name to its value, as text of which its {@code toString} is taken, or to a
     *     collection of values
     */
    public static Parameters of(Map<String, ?> map) {
        List<String> entries = new ArrayList<>(2 * map.size());
        map.forEach((name, value) -> addTo(entries, name, value));
        return new Parameters(List.copyOf(entries));
    }

    private static void addTo(List<String> entries, String name, Object value) {
        if (value instanceof Collection<?> values) {
            values.forEach(each -> addTo(entries, name, each));
        } else {
            entries.add(name);
            entries.add(value.toString());
        }
    }

    /** {@link #parse(String, Charset)} in UTF-8. */
    public static Parameters parse(String encoded) {
        return parse(encoded, StandardCharsets.UTF_8);
    }

    /**
     * Reads what stands behind the question mark of a URL, or a form of the type {@code
     * application/x-www-form-urlencoded}. A name without a value has the value {@code ""}.
     *
     * @param charset what the escaped bytes mean
     * @throws ParameterException if a percent sign is not followed by two hexadecimal digits, or
     *     what was escaped is no text in the charset
     */
    public static Parameters parse(String encoded, Charset charset) {
        List<String> entries = new ArrayList<>();
        int start = 0;
        while (start < encoded.length()) {
            int end = indexOrEnd(encoded, '&', start, encoded.length());
            if (end > start) {
                int equals = indexOrEnd(encoded, '=', start, end);
                entries.add(decode(encoded, start, equals, charset));
                entries.add(decode(encoded, Math.min(equals + 1, end), end, charset));
            }
            start = end + 1;
        }
        return entries.isEmpty() ? EMPTY : new Parameters(List.copyOf(entries));
    }

    private static String decode(String text, int start, int end, Charset charset) {
        try {
            return PercentEncoding.decodeForm(text, start, end, charset);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(e.getMessage());
        }
    }

    private static int indexOrEnd(String text, char wanted, int start, int end) {
        int index = text.indexOf(wanted, start, end);
        return index < 0 ? end : index;
    }

    /** These and one more at the end. */
    public Parameters with(String name, String value) {
        return with(of(name, value));
    }

    /** These, and others behind them. */
    public Parameters with(Parameters others) {
        List<String> all = new ArrayList<>(entries);
        all.addAll(others.entries);
        return new Parameters(List.copyOf(all));
    }

    // ---------------------------------------------------------------- asking

    /** The first value of the name; null if there is none. */
    public String get(String name) {
        return get(name, null);
    }

    /** The first value of the name, or something else if there is none. */
    public String get(String name, String fallback) {
        for (int i = 0; i < entries.size(); i += 2) {
            if (entries.get(i).equals(name)) {
                return entries.get(i + 1);
            }
        }
        return fallback;
    }

    /**
     * The first value of the name.
     *
     * @throws ParameterException if there is none
     */
    public String require(String name) {
        String value = get(name);
        if (value == null) {
            throw new ParameterException("The parameter " + shown(name) + " is missing.");
        }
        return value;
    }

    /** All values of the name, in their order; an empty list if there is none. */
    public List<String> getAll(String name) {
        List<String> values = new ArrayList<>();
        forEach((each, value) -> {
            if (each.equals(name)) {
                values.add(value);
            }
        });
        return values;
    }

    /**
     * The first value of the name, a whole number.
     *
     * @throws ParameterException if there is none, or it is no such number
     */
    public int getInt(String name) {
        return number(name, require(name), Integer::valueOf);
    }

    /**
     * The first value of the name, a whole number; {@code fallback} if there is none.
     *
     * @throws ParameterException if it is no such number
     */
    public int getInt(String name, int fallback) {
        return contains(name) ? getInt(name) : fallback;
    }

    /** As {@link #getInt(String)}, of more digits. */
    public long getLong(String name) {
        return number(name, require(name), Long::valueOf);
    }

    /** As {@link #getInt(String, int)}, of more digits. */
    public long getLong(String name, long fallback) {
        return contains(name) ? getLong(name) : fallback;
    }

    private static <N extends Number> N number(
            String name, String value, Function<String, N> parse) {
        try {
            if (isAscii(value)) {
                return parse.apply(value);
            }
        } catch (NumberFormatException tooLargeOrNone) {
            // Told below.
        }
        throw new ParameterException(
                "The parameter "
                        + shown(name)
                        + " must be a whole number, but is "
                        + shown(value)
                        + ".");
    }

    /** Java takes the digits of every script. */
    private static boolean isAscii(String value) {
        return value.chars().allMatch(c -> c < 0x80);
    }

    private static String shown(String text) {
        String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    /** Whether the name is there. */
    public boolean contains(String name) {
        return get(name) != null;
    }

    /** The names, each once, in the order in which they first come. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        forEach((name, _) -> names.add(name));
        return names;
    }

    /** Gives each name and value to {@code action}, in their order. */
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < entries.size(); i += 2) {
            action.accept(entries.get(i), entries.get(i + 1));
        }
    }

    /** How many values there are. */
    public int size() {
        return entries.size() / 2;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    // ---------------------------------------------------------------- as text

    /** As they stand in a URL or a form, in UTF-8. */
    public String encode() {
        return encode(StandardCharsets.UTF_8);
    }

    /** As they stand in a URL or a form. */
    public String encode(Charset charset) {
        StringBuilder text = new StringBuilder();
        forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&")
                        .append(URLEncoder.encode(name, charset))
                        .append('=')
                        .append(URLEncoder.encode(value, charset)));
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters parameters && parameters.entries.equals(entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    /** As {@link #encode()}. */
    @Override
    public String toString() {
        return encode();
    }
}
