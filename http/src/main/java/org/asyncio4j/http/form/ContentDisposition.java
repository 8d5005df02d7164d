package org.asyncio4j.http.form;

import org.asyncio4j.http.syntax.ExtendedParameters;
import org.asyncio4j.http.syntax.HeaderParameters;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What is to be done with a content, and its name: the value of the header Content-Disposition (RFC
 * 6266, and RFC 7578 for the parts of a form).
 *
 * <p>Immutable, for any thread. {@link #parse} takes whatever a peer sends. What it says about
 * names is what the peer has written: {@code ../../x}, {@code C:\x} or nothing at all. Nobody
 * should make a path of it.
 *
 * <pre>{@code
 * ContentDisposition.attachment("Übersicht.pdf").toString();
 * // attachment; filename="?bersicht.pdf"; filename*=UTF-8''%C3%9Cbersicht.pdf
 * }</pre>
 *
 * @param type such as {@code attachment}, {@code inline} or {@code form-data}, in lower case; empty
 *     if nothing is said
 * @param name the name of the field of a form; null if there is none
 * @param fileName null if there is none
 */
public record ContentDisposition(String type, String name, String fileName) {
    /** Makes one. */
    public ContentDisposition {
        type = type.toLowerCase(Locale.ROOT);
    }

    /** A content that is to be stored, as a browser does it with a download. */
    public static ContentDisposition attachment(String fileName) {
        return new ContentDisposition("attachment", null, Objects.requireNonNull(fileName));
    }

    /** A content that is to be shown, with a name for who stores it all the same. */
    public static ContentDisposition inline(String fileName) {
        return new ContentDisposition("inline", null, Objects.requireNonNull(fileName));
    }

    /**
     * Reads the value of a header. Never throws: what cannot be understood is left out.
     *
     * <p>Names may be in UTF-8, though the header was read in ISO 8859-1, or escaped by RFC 8187,
     * also in pieces; what is escaped counts more.
     *
     * @param header null if there is none
     */
    public static ContentDisposition parse(String header) {
        if (header == null) {
            return new ContentDisposition("", null, null);
        }
        HeaderParameters parsed = HeaderParameters.parse(ExtendedParameters.asUtf8(header));
        String type = HeaderParameters.isToken(parsed.value()) ? parsed.value() : "";
        Map<String, String> parameters = parsed.parameters();
        return new ContentDisposition(
                type,
                ExtendedParameters.get(parameters, "name"),
                ExtendedParameters.get(parameters, "filename"));
    }

    /** As it stands in a header, in ASCII. Control characters become question marks. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type);
        append(text, "name", name);
        append(text, "filename", fileName);
        return text.toString();
    }

    private static void append(StringBuilder text, String parameter, String value) {
        if (value == null) {
            return;
        }
        String plain = value.replaceAll("[^ -~]", "?");
        text.append("; ").append(parameter).append("=\"");
        text.append(plain.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        if (!plain.equals(value)) {
            text.append("; ").append(parameter).append("*=UTF-8''").append(escaped(value));
        }
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
