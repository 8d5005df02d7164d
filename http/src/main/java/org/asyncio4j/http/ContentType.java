package org.asyncio4j.http;

import org.asyncio4j.http.syntax.CharsetNames;
import org.asyncio4j.http.syntax.HeaderParameters;
import org.asyncio4j.http.syntax.MediaTypes;

import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What kind of content a body is: the value of the header Content-Type, such as {@code text/html;
 * charset=utf-8} (RFC 9110, 8.3).
 *
 * <p>Immutable, for any thread. {@link #parse} takes whatever a peer sends; the constructor and the
 * {@code with} methods refuse what must not be sent.
 *
 * <pre>{@code
 * ContentType type = ContentType.parse("Text/HTML; Charset=\"utf-8\"");
 * type.type();                                  // text/html
 * type.charset();                               // UTF-8
 * ContentType.ofFileName("logo.svg").type();    // image/svg+xml
 * }</pre>
 *
 * @param type such as {@code text/html}, in lower case
 * @param parameters by their names in lower case, in their order
 */
public record ContentType(String type, Map<String, String> parameters) {
    /** Bytes of which nothing is known. */
    public static final ContentType OCTET_STREAM = of("application/octet-stream");

    /** Plain text in UTF-8. */
    public static final ContentType TEXT = of("text/plain").withParameter("charset", "utf-8");

    /** A page in UTF-8. */
    public static final ContentType HTML = of("text/html").withParameter("charset", "utf-8");

    /** JSON, which is always in UTF-8. */
    public static final ContentType JSON = of("application/json");

    /** A form without files. */
    public static final ContentType FORM = of("application/x-www-form-urlencoded");

    /** A form with files; needs a {@code boundary}. */
    public static final ContentType MULTIPART_FORM = of("multipart/form-data");

    /** Server-sent events, which are always in UTF-8. */
    public static final ContentType EVENT_STREAM = of("text/event-stream");

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the type is not of the form {@code name/name}, the name
     *     of a parameter is no name, or a value has a control character
     */
    public ContentType {
        if (!isType(type)) {
            throw new IllegalArgumentException(
                    "A content type must look like text/html, not like " + printable(type) + ".");
        }
        type = type.toLowerCase(Locale.ROOT);
        Map<String, String> checked = new LinkedHashMap<>();
        parameters.forEach((name, value) -> checked.put(checkedName(name), checkedValue(value)));
        parameters = Collections.unmodifiableMap(checked);
    }

    private static boolean isType(String type) {
        int slash = type.indexOf('/');
        return slash > 0
                && HeaderParameters.isToken(type.substring(0, slash))
                && HeaderParameters.isToken(type.substring(slash + 1));
    }

    private static String checkedName(String name) {
        if (!HeaderParameters.isToken(name)) {
            throw new IllegalArgumentException(
                    "A parameter of a content type must have a name without separators, not "
                            + printable(name)
                            + ".");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static String checkedValue(String value) {
        if (!isSendable(value)) {
            throw new IllegalArgumentException(
                    "A parameter of a content type must have no control characters, but is "
                            + printable(value)
                            + ".");
        }
        return value;
    }

    private static boolean isSendable(String value) {
        return value.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7F);
    }

    private static String printable(String text) {
        String start = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    // ---------------------------------------------------------------- making

    /** A type without parameters. */
    public static ContentType of(String type) {
        return new ContentType(type, Map.of());
    }

    /**
     * Reads the value of a header. Never throws: what is not of the form {@code name/name} is read
     * as {@link #OCTET_STREAM}, and parameters that cannot be understood are left out.
     *
     * @param header null if there is none, which is {@link #OCTET_STREAM}
     */
    public static ContentType parse(String header) {
        if (header == null) {
            return OCTET_STREAM;
        }
        HeaderParameters parsed = HeaderParameters.parse(header);
        if (!isType(parsed.value())) {
            return OCTET_STREAM;
        }
        Map<String, String> parameters = new LinkedHashMap<>(parsed.parameters());
        parameters.values().removeIf(value -> !isSendable(value));
        return new ContentType(parsed.value(), parameters);
    }

    /**
     * The type of a file by the ending of its name; {@link #OCTET_STREAM} where that says nothing.
     * Text has no charset here: who knows it can add it.
     *
     * @param name a name or a path
     */
    public static ContentType ofFileName(String name) {
        String type = MediaTypes.ofFileName(name);
        return type == null ? OCTET_STREAM : of(type);
    }

    /** The same with one parameter more, or another value of it. */
    public ContentType withParameter(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name.toLowerCase(Locale.ROOT), Objects.requireNonNull(value, "value"));
        return new ContentType(type, more);
    }

    /** The same in another charset. */
    public ContentType withCharset(Charset charset) {
        return withParameter("charset", charset.name().toLowerCase(Locale.ROOT));
    }

    // ---------------------------------------------------------------- asking

    /**
     * Whether it is of this type, whatever its parameters.
     *
     * @param pattern such as {@code text/html}, {@code text/*} or {@code *}{@code /*}
     */
    public boolean matches(String pattern) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        return wanted.equals("*/*")
                || wanted.equals(type)
                || wanted.endsWith("/*")
                        && type.startsWith(wanted.substring(0, wanted.length() - 1));
    }

    /** Whether it is JSON: {@code application/json}, {@code text/json} or a type that ends so. */
    public boolean isJson() {
        return type.equals("application/json")
                || type.equals("text/json")
                || type.endsWith("+json");
    }

    /** Whether it is text of a kind that is worth compressing and has a charset. */
    public boolean isText() {
        return type.startsWith("text/")
                || isJson()
                || type.endsWith("+xml")
                || type.equals("application/xml")
                || type.equals("application/javascript");
    }

    /** Whether it is made of parts. */
    public boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    /** The value of a parameter; null if it has none of the name. */
    public String parameter(String name) {
        return parameters.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * The charset of its parameter; null if there is none, or none that Java knows: {@code
     * parameter("charset")} tells the two apart.
     */
    public Charset charset() {
        return CharsetNames.find(parameter("charset"));
    }

    /** What separates the parts, if it is made of parts; null if it does not say. */
    public String boundary() {
        return parameter("boundary");
    }

    /** As it stands in a header. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type);
        parameters.forEach((name, value) ->
                text.append("; ").append(name).append('=').append(HeaderParameters.quoted(value)));
        return text.toString();
    }
}
