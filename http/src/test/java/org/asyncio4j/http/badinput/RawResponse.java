package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A response as it came over the wire, taken apart by rules of its own and strictly.
 *
 * @param line the status line
 * @param fields the header fields, one a line
 * @param body without its framing
 */
public record RawResponse(String line, List<String> fields, byte[] body) {
    /** Reads one, interim ones too. Null if the stream has ended in order. */
    static RawResponse read(InputStream in, String method) throws IOException {
        String line = line(in, true);
        if (line == null) {
            return null;
        }
        if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2} [ -~\\x80-\\xff]*")) {
            throw new ProtocolException("No status line: " + line);
        }
        List<String> fields = new ArrayList<>();
        for (String field; !(field = line(in, false)).isEmpty(); ) {
            if (!field.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\\t -~\\x80-\\xff]*")) {
                throw new ProtocolException("No header field: " + field);
            }
            fields.add(field);
        }
        RawResponse head = new RawResponse(line, fields, new byte[0]);
        return new RawResponse(line, fields, head.readBody(in, method));
    }

    private byte[] readBody(InputStream in, String method) throws IOException {
        int status = status();
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return new byte[0];
        }
        if ("chunked".equals(header("Transfer-Encoding"))) {
            return chunks(in);
        }
        String length = header("Content-Length");
        if (length == null) {
            return in.readAllBytes();
        }
        return exactly(in, Integer.parseInt(length));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in, false), 16);
            all.write(exactly(in, size));
            if (!line(in, false).isEmpty()) {
                throw new ProtocolException("A chunk does not end where its size says");
            }
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(bytes.length + " bytes of " + length + " came");
        }
        return bytes;
    }

    /** A line without its CR LF; null if the stream ends where it may. */
    private static String line(InputStream in, boolean mayEnd) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int each = in.read();
            if (each < 0 && mayEnd && line.isEmpty()) {
                return null;
            }
            if (each < 0) {
                throw new EOFException("The stream has ended within a line: " + line);
            }
            if (each == '\r') {
                if (in.read() != '\n') {
                    throw new ProtocolException("CR without LF behind: " + line);
                }
                return line.toString();
            }
            line.append((char) each);
        }
    }

    public int status() {
        return Integer.parseInt(line.substring(9, 12));
    }

    /** The value of a header field; null if there is none. */
    public String header(String name) {
        List<String> values = headers(name);
        assertTrue(values.size() < 2, () -> name + " is there more than once: " + this);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The values of a header field. */
    public List<String> headers(String name) {
        return fields.stream()
                .filter(each -> each.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(each -> each.substring(name.length() + 1).strip())
                .toList();
    }

    /** The body's bytes, each a character. */
    public String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** What the client shall do with the connection. */
    public boolean closes() {
        return "close".equalsIgnoreCase(header("Connection"));
    }

    @Override
    public String toString() {
        return line + " " + fields + " " + text();
    }
}
