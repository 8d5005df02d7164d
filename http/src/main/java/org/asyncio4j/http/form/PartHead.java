package org.asyncio4j.http.form;

import org.asyncio4j.http.Headers;

import java.nio.charset.StandardCharsets;

/** The headers of a part as they are sent. */
final class PartHead {
    private PartHead() {}

    /**
     * The value of Content-Disposition as browsers write it: in UTF-8, with {@code %22} for a
     * quotation mark.
     *
     * @param fileName null for a field that is no file
     * @throws IllegalArgumentException if a name has control characters
     */
    public static String disposition(String type, String name, String fileName) {
        String disposition = type + "; name=\"" + quoted("name of a field", name) + '"';
        return fileName == null
                ? disposition
                : disposition + "; filename=\"" + quoted("name of a file", fileName) + '"';
    }

    private static String quoted(String what, String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The "
                            + what
                            + " must have no control characters, for they could end a header: \""
                            + name.replaceAll("\\p{Cntrl}", "?")
                            + "\".");
        }
        return name.replace("\"", "%22");
    }

    /**
     * The headers, with the empty line behind them.
     *
     * @param disposition null for none
     * @param contentType counts if the headers have none; null for none
     * @throws IllegalArgumentException if the content type has control characters
     */
    public static byte[] of(Headers headers, String disposition, String contentType) {
        Headers all = headers.copy();
        if (contentType != null) {
            all.setDefault("Content-Type", contentType);
        }
        StringBuilder head = new StringBuilder();
        if (disposition != null) {
            all.remove("Content-Disposition");
            head.append("Content-Disposition: ").append(disposition).append("\r\n");
        }
        all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
