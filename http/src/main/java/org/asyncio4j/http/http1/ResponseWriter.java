package org.asyncio4j.http.http1;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.FileBody;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.syntax.HttpDate;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.StreamWriter;

import java.io.EOFException;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Writes responses, each with the framing that its request allows. */
final class ResponseWriter {
    /** What says how a message is framed is not for others to say. */
    private static final Set<String> FRAMING = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** What is not even where the framing would be that of an answer to GET. */
    private static final Set<String> CONNECTION = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        CONNECTION.add("Connection");
        FRAMING.addAll(Set.of("Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive"));
    }

    private final Http1Output output;
    private final Connection connection;

    /** Whether the request was of HTTP/1.0, which has no chunks. */
    private final boolean version10;

    /** Whether it was HEAD, whose answer has no body. */
    private final boolean toHead;

    private boolean keepAlive;

    ResponseWriter(
            Http1Output output,
            Connection connection,
            boolean version10,
            boolean toHead,
            boolean keepAlive) {
        this.output = output;
        this.connection = connection;
        this.version10 = version10;
        this.toHead = toHead;
        this.keepAlive = keepAlive;
    }

    void closeAfterwards() {
        keepAlive = false;
    }

    /** Whether the connection can carry another request behind what was written. */
    boolean keepsAlive() {
        return keepAlive;
    }

    // ---------------------------------------------------------------- bodies

    /**
     * Writes a response; what is short of it stays in the output for now.
     *
     * @throws IOException if it could not be written completely, so that the connection is broken
     */
    void write(ResponseHead head, Body body) throws IOException {
        byte[] bytes = body.bytes();
        if (!mayHaveBody(head.status())) {
            writeHead(head, null, Body.UNKNOWN, false);
        } else if (bytes != null) {
            writeHead(head, body.contentType(), bytes.length, false);
            if (!toHead && bytes.length > 0) {
                output.putOrWrite(bytes);
            }
        } else if (body instanceof FileBody file) {
            writeFile(head, file.withKnownLength());
        } else {
            writePieces(head, body);
        }
    }

    private static boolean mayHaveBody(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    private void writeFile(ResponseHead head, FileBody file) throws IOException {
        writeHead(head, file.contentType(), file.length(), false);
        if (toHead || file.length() == 0) {
            return;
        }
        output.flush();
        long sent = connection.sendFile(file.file(), file.offset(), file.length());
        output.wroteElsewhere(sent);
        if (sent < file.length()) {
            throw new EOFException(
                    file
                            + " has got shorter while it was sent: "
                            + sent
                            + " of "
                            + file.length()
                            + " bytes went out.");
        }
    }

    private void writePieces(ResponseHead head, Body body) throws IOException {
        long length = body.length();
        boolean chunked = length < 0 && !version10;
        if (length < 0 && version10) {
            keepAlive = false;
        }
        writeHead(head, body.contentType(), length, chunked);
        if (toHead) {
            return;
        }
        output.flushSoon();
        BodySink sink =
                chunked
                        ? new BodySink.Chunked(output)
                        : length < 0
                                ? new BodySink.UntilClose(output)
                                : new BodySink.OfLength(output, length);
        body.writeTo(new StreamWriter(sink));
        sink.end();
    }

    // ---------------------------------------------------------------- the head

    /** The head of an interim response, or of one that ends HTTP on the connection. */
    void writeBareHead(ResponseHead head) {
        putStatusLine(head);
        putFields(head.headers(), Set.of());
        output.put("\r\n");
    }

    private void writeHead(ResponseHead head, String contentType, long length, boolean chunked) {
        Headers headers = head.headers();
        requireSound(head.reason(), contentType);
        putStatusLine(head);
        if (!headers.isEmpty()) {
            putFields(headers, toHead || head.status() == 304 ? CONNECTION : FRAMING);
        }
        if (contentType != null && !headers.contains("Content-Type")) {
            putField("Content-Type: ", contentType);
        }
        if (chunked) {
            output.put("Transfer-Encoding: chunked\r\n");
        } else if (length >= 0 && !(toHead && headers.contains("Content-Length"))) {
            output.put("Content-Length: ");
            output.put(length);
            output.put("\r\n");
        }
        if (!headers.contains("Date")) {
            putField("Date: ", HttpDate.format(System.currentTimeMillis() / 1000));
        }
        if (!headers.contains("Server")) {
            output.put("Server: asyncio4j\r\n");
        }
        if (!keepAlive) {
            output.put("Connection: close\r\n");
        } else if (version10) {
            output.put("Connection: keep-alive\r\n");
        }
        output.put("\r\n");
    }

    /** Before a byte of the response is out: what would break it must not become a part of it. */
    private static void requireSound(String reason, String contentType) {
        if (reason != null) {
            Headers.requireValue("the reason phrase", reason);
        }
        if (contentType != null) {
            Headers.requireValue("Content-Type", contentType);
        }
    }

    private void putStatusLine(ResponseHead head) {
        if (head.reason() == null) {
            output.put(StatusLines.of(head.status()));
        } else {
            output.put("HTTP/1.1 ");
            output.put(head.status());
            output.put(" ");
            output.put(head.reason());
            output.put("\r\n");
        }
    }

    private void putFields(Headers headers, Set<String> without) {
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (!without.contains(name)) {
                output.put(name);
                putField(": ", headers.value(i));
            }
        }
    }

    private void putField(String name, String value) {
        output.put(name);
        output.put(value);
        output.put("\r\n");
    }
}
