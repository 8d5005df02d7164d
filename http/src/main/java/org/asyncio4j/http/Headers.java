package org.asyncio4j.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The header fields of a message, in order. Names are compared without regard to case; a name may
 * occur several times. What aiohttp has as {@code CIMultiDict}.
 *
 * <p>Names are tokens. Values are characters up to U+00FF without control characters but the tab,
 * since that is what the wire carries; a field that would break the message is refused when it is
 * set, not when it is sent.
 *
 * <p>Those of a message that was received are read-only.
 *
 * <pre>{@code
 * Headers headers = Headers.of("Accept", "text/html", "X-Trace", "7");
 * String accepted = headers.get("accept");
 * }</pre>
 *
 * <p>Not safe for several threads. Nothing here gives way.
 */
public final class Headers {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                .chars()
                .forEach(each -> TOKEN[each] = true);
    }

    /** Names and values by turns. */
    private String[] fields = new String[16];

    /** How many of them are used. */
    private int length;

    private boolean readOnly;

    /** Makes empty ones. */
    public Headers() {}

    /**
     * Makes some.
     *
     * @param namesAndValues by turns
     * @throws IllegalArgumentException if that is an odd number, or one of them is not allowed
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "A name without a value is at the end: " + Arrays.toString(namesAndValues));
        }
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** A copy that can be changed. */
    public Headers copy() {
        Headers copy = new Headers();
        copy.fields = Arrays.copyOf(fields, Math.max(16, length));
        copy.length = length;
        return copy;
    }

    /** Refuses changes from now on. */
    public Headers freeze() {
        readOnly = true;
        return this;
    }

    // ---------------------------------------------------------------- looking

    /** The first value of a name; null if there is none. */
    public String get(String name) {
        int index = find(name, 0);
        return index < 0 ? null : fields[index + 1];
    }

    /** All values of a name, in order; none if there are none. */
    public List<String> getAll(String name) {
        int index = find(name, 0);
        if (index < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (; index >= 0; index = find(name, index + 2)) {
            values.add(fields[index + 1]);
        }
        return values;
    }

    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    /**
     * Whether one of the comma-separated elements of a name's values is this token, without regard
     * to case: {@code headers.containsToken("Connection", "close")}.
     */
    public boolean containsToken(String name, String token) {
        for (int index = find(name, 0); index >= 0; index = find(name, index + 2)) {
            if (hasToken(fields[index + 1], token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasToken(String list, String token) {
        int begin = 0;
        while (begin <= list.length()) {
            int comma = list.indexOf(',', begin);
            int end = comma < 0 ? list.length() : comma;
            if (list.substring(begin, end).strip().equalsIgnoreCase(token)) {
                return true;
            }
            begin = end + 1;
        }
        return false;
    }

    private int find(String name, int from) {
        for (int index = from; index < length; index += 2) {
            String each = fields[index];
            if (each.length() == name.length() && each.equalsIgnoreCase(name)) {
                return index;
            }
        }
        return -1;
    }

    /** The names, each once, as they were first written. */
    public Set<String> names() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> names = new LinkedHashSet<>();
        forEach((name, value) -> {
            if (seen.add(name)) {
                names.add(name);
            }
        });
        return names;
    }

    /** Shows each field, in order. */
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int index = 0; index < length; index += 2) {
            action.accept(fields[index], fields[index + 1]);
        }
    }

    /** How many fields there are. */
    public int size() {
        return length / 2;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * The name of a field.
     *
     * @throws IndexOutOfBoundsException if there is no such field
     */
    public String name(int index) {
        return fields[Objects.checkIndex(index, size()) * 2];
    }

    /**
     * The value of a field.
     *
     * @throws IndexOutOfBoundsException if there is no such field
     */
    public String value(int index) {
        return fields[Objects.checkIndex(index, size()) * 2 + 1];
    }

    // ---------------------------------------------------------------- changing

    /**
     * Adds a field behind the others.
     *
     * @throws IllegalArgumentException if the name is no token, or the value has characters that a
     *     header field cannot carry
     * @throws UnsupportedOperationException if these are read-only
     */
    public Headers add(String name, String value) {
        requireChangeable();
        requireName(name);
        requireValue(name, value);
        append(name, value);
        return this;
    }

    /**
     * Sets the one field of a name, in the place of the first that it had.
     *
     * @throws IllegalArgumentException as {@link #add}
     * @throws UnsupportedOperationException if these are read-only
     */
    public Headers set(String name, String value) {
        requireChangeable();
        requireName(name);
        requireValue(name, value);
        int index = find(name, 0);
        if (index < 0) {
            append(name, value);
        } else {
            fields[index] = name;
            fields[index + 1] = value;
            removeFrom(name, index + 2);
        }
        return this;
    }

    /** Sets the field of a name unless there is one. As {@link #set}. */
    public Headers setDefault(String name, String value) {
        return contains(name) ? this : set(name, value);
    }

    /** Adds all fields of others. As {@link #add}. */
    public Headers addAll(Headers others) {
        requireChangeable();
        (others == this ? copy() : others).forEach(this::append);
        return this;
    }

    /** Sets all fields of others, each name in place of what it had. As {@link #set}. */
    public Headers setAll(Headers others) {
        requireChangeable();
        if (others != this) {
            others.names().forEach(this::remove);
            others.forEach(this::append);
        }
        return this;
    }

    /**
     * Removes all fields of a name.
     *
     * @return whether there were some
     * @throws UnsupportedOperationException if these are read-only
     */
    public boolean remove(String name) {
        requireChangeable();
        int before = length;
        removeFrom(name, 0);
        return length < before;
    }

    private void removeFrom(String name, int from) {
        int kept = from;
        for (int index = from; index < length; index += 2) {
            if (!fields[index].equalsIgnoreCase(name)) {
                fields[kept] = fields[index];
                fields[kept + 1] = fields[index + 1];
                kept += 2;
            }
        }
        Arrays.fill(fields, kept, length, null);
        length = kept;
    }

    private void append(String name, String value) {
        if (length == fields.length) {
            fields = Arrays.copyOf(fields, length * 2);
        }
        fields[length] = name;
        fields[length + 1] = value;
        length += 2;
    }

    private void requireChangeable() {
        if (readOnly) {
            throw new UnsupportedOperationException(
                    "These headers were received or are sent already, and cannot be changed. Change"
                            + " a copy().");
        }
    }

    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("The name of a header field is empty.");
        }
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            if (each >= 128 || !TOKEN[each]) {
                throw new IllegalArgumentException(
                        "The name of a header field has the character "
                                + describe(each)
                                + " at index "
                                + i
                                + ": only letters, digits and !#$%&'*+-.^_`|~ are allowed.");
            }
        }
    }

    /**
     * Refuses a value that a header field cannot carry.
     *
     * @param name of the field, for the message
     * @throws IllegalArgumentException if it has a control character or one above U+00FF
     */
    public static void requireValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            if (each < ' ' && each != '\t' || each == 0x7f || each > 0xff) {
                throw new IllegalArgumentException(
                        "The value of the header field "
                                + name
                                + " has the character "
                                + describe(each)
                                + " at index "
                                + i
                                + (each > 0xff
                                        ? ": a header carries characters up to U+00FF. Encode it,"
                                                + " for example with percent signs."
                                        : ": it would break the message."));
            }
        }
    }

    private static String describe(char character) {
        return String.format(Locale.ROOT, "U+%04X", (int) character);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers
                && length == headers.length
                && Arrays.equals(fields, 0, length, headers.fields, 0, length);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOf(fields, length));
    }

    /** The fields as they are written, one a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
