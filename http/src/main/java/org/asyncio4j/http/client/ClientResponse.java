package org.asyncio4j.http.client;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.content.ContentCoding;
import org.asyncio4j.http.content.DecodedStream;
import org.asyncio4j.http.content.TextContent;
import org.asyncio4j.http.wire.ClientConnection.ClientExchange;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.TlsInfo;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;

import java.io.IOException;
import java.lang.reflect.Type;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The response to a {@link ClientRequest}: its head is there, its body comes as it is read. A body
 * that was read to its end gives its connection back by itself; {@link #close} gives up the rest.
 *
 * <pre>{@code
 * try (ClientResponse response = session.get(url).send()) {
 *     response.raiseForStatus();
 *     for (String line : response.body().lines()) {
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>One that is neither read nor closed keeps its place in the pool until the request's total time
 * is up, or the session is closed.
 *
 * <p>For one task at a time. Only what reads the body gives way; each such call may throw a {@link
 * ClientError}: a {@link RequestTimeoutError} if it took too long, a {@link PayloadError} if the
 * body is broken, a {@link DisconnectedError} if the server is gone.
 */
public final class ClientResponse implements AutoCloseable {
    /** A longer body comes in several pieces anyway. */
    private static final int WORTH_ONE_PIECE = 64 * 1024;

    private final RequestRun run;
    private final OutgoingRequest outgoing;
    private final ClientExchange exchange;
    private final ResponseStream stream;
    private final ResponseTiming timing;
    private final Connection connection;
    private StreamReader body;

    /** What decompresses the body; null for nothing. */
    private DecodedBody decoded;

    /** The whole body, once it was read as a whole. */
    private byte[] bytes;

    private ContentType contentType;

    ClientResponse(
            RequestRun run,
            OutgoingRequest outgoing,
            ClientExchange exchange,
            ResponseStream stream,
            ResponseTiming timing) {
        this.run = run;
        this.outgoing = outgoing;
        this.exchange = exchange;
        this.stream = stream;
        this.timing = timing;
        this.connection = stream.connection();
    }

    // ---------------------------------------------------------------- the head

    /** As {@code 200}. */
    public int status() {
        return exchange.head().status();
    }

    /** The phrase behind the status, which means nothing; empty if there is none. */
    public String reason() {
        return exchange.head().reason();
    }

    /** Whether the status is below 400. */
    public boolean ok() {
        return status() < 400;
    }

    /** As {@code HTTP/1.1}. */
    public String version() {
        return exchange.head().version();
    }

    /** The method of the last request: redirects may have changed it. */
    public String method() {
        return outgoing.method();
    }

    /** Where the response comes from, after all redirects, with a fragment if there was one. */
    public URI url() {
        return outgoing.url();
    }

    /** All fields; read-only. */
    public Headers headers() {
        return exchange.head().headers();
    }

    /** The first value of a field; null if there is none. */
    public String header(String name) {
        return headers().get(name);
    }

    /** What the last request was sent with. */
    public Headers requestHeaders() {
        return outgoing.headers();
    }

    /** {@code application/octet-stream} if the server does not say. */
    public ContentType contentType() {
        if (contentType == null) {
            String header = header("Content-Type");
            contentType =
                    header == null ? ContentType.OCTET_STREAM : run.session().contentType(header);
        }
        return contentType;
    }

    /** The cookies that this response sets, whether the session keeps them or not. */
    public List<Cookie> cookies() {
        return cookiesOf(headers());
    }

    static List<Cookie> cookiesOf(Headers headers) {
        return headers.getAll("Set-Cookie").stream()
                .map(Cookie::parseSetCookie)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The responses that have redirected the request here, in order. */
    public List<Redirect> history() {
        return List.copyOf(run.history());
    }

    /** What is known without the body. */
    public ResponseInfo info() {
        return new ResponseInfo(method(), url(), status(), reason(), headers(), run.history());
    }

    /**
     * Does nothing if the status is below 400.
     *
     * @throws ResponseError else; the body can still be read
     */
    public ClientResponse raiseForStatus() throws ResponseError {
        if (!ok()) {
            throw new ResponseError(info());
        }
        return this;
    }

    // ---------------------------------------------------------------- how it came

    /** Where the time has gone. */
    public ResponseTiming timing() {
        return timing;
    }

    /** Whether all of the request's body went out; a server may answer before. */
    public boolean isUploadComplete() {
        return exchange.isUploadComplete();
    }

    /** How many bytes of the body have come so far, as they were sent: not decompressed. */
    public long bytesReceived() {
        return stream.received();
    }

    /** Who has answered: the server, or a proxy. */
    public SocketAddress peerName() {
        return connection.peerName();
    }

    /** What was agreed on in TLS; empty without. */
    public Optional<TlsInfo> tls() {
        return connection.tls();
    }

    // ---------------------------------------------------------------- the body

    /**
     * The body, decompressed: what is not read waits with the server. Always the same reader.
     *
     * @throws IOException if it is compressed too many times
     */
    public StreamReader body() throws IOException {
        if (body == null) {
            body = new StreamReader(decoded());
        }
        return body;
    }

    private ReceiveStream decoded() throws ContentDecodingException {
        List<ContentCoding> codings = codings();
        if (codings.isEmpty()) {
            return stream;
        }
        decoded = new DecodedBody(DecodedStream.of(stream, codings), stream, outgoing);
        return decoded;
    }

    private List<ContentCoding> codings() throws ContentDecodingException {
        if (!run.request().isDecompressing()) {
            return List.of();
        }
        List<String> values = headers().getAll("Content-Encoding");
        return values.isEmpty() ? List.of() : ContentCoding.parse(String.join(",", values));
    }

    /**
     * Reads all of the body, once; a further call returns the same array.
     *
     * <p>Gives way: unless it was read, or has come. Cancellation: nothing was read.
     */
    public byte[] bytes() throws IOException {
        if (bytes == null) {
            bytes = readAll();
        }
        return bytes;
    }

    private byte[] readAll() throws IOException {
        if (body == null && !headers().contains("Content-Encoding")) {
            long length = exchange.bodyLength();
            byte[] first = length == 0 ? new byte[0] : null;
            if (length > 0 && length <= WORTH_ONE_PIECE) {
                first = stream.receive((int) length);
            }
            if (first != null && first.length == length) {
                return first;
            }
            if (first != null) {
                body = new StreamReader(new PrefixedStream(first, stream));
            }
        }
        return body().readAll();
    }

    /**
     * Reads all of the body as text, in the charset that the server tells; else in the one that is
     * found in it: by its byte order mark, UTF-8 if it can be, else the likeliest.
     *
     * <p>What cannot be decoded becomes U+FFFD. As {@link #bytes}.
     */
    public String text() throws IOException {
        return TextContent.decode(bytes(), contentType(), null);
    }

    /** {@link #text()} in a charset, whatever the server tells. */
    public String text(Charset charset) throws IOException {
        return new String(bytes(), charset);
    }

    /**
     * Reads all of the body as JSON. As {@link #bytes}.
     *
     * @param type what it becomes, as a record
     * @throws ContentTypeError if the server says that it is something else
     * @throws org.asyncio4j.http.JsonException if it is no such JSON
     */
    public <T> T json(Class<T> type) throws IOException {
        return json((Type) type);
    }

    /** {@link #json(Class)} of a type with parameters. */
    public <T> T json(Type type) throws IOException {
        if (!contentType().isJson()) {
            ContentTypeError error = new ContentTypeError(info(), "application/json");
            close();
            throw error;
        }
        return run.session().options().json().decode(bytes(), type);
    }

    /**
     * Saves the body as a file, in the place of one that is there. It has another name, with {@code
     * .part} behind, until it is complete. The disk is written to in threads.
     *
     * <p>Gives way: always. Cancellation: what has come is deleted.
     *
     * @return how many bytes
     * @throws IOException also if the file cannot be written
     */
    public long download(Path file) throws IOException {
        return new Download(body(), file).run();
    }

    // ---------------------------------------------------------------- the end

    /**
     * Ends the response. A rest of the body that has come already is dropped; for the sake of one
     * that has not, the connection is closed. Does nothing if the body was read to its end. Never
     * gives way.
     */
    @Override
    public void close() {
        stream.close();
        if (decoded != null) {
            decoded.close();
        }
    }

    ResponseStream stream() {
        return stream;
    }

    /** The bytes both ways after HTTP. */
    LeasedStream upgrade() throws IOException {
        LeasedStream upgraded = new LeasedStream(exchange.upgrade(), stream.lease());
        stream.handOver();
        return upgraded;
    }

    /** As {@code GET http://example.org/ 200 OK}. */
    @Override
    public String toString() {
        return info().toString();
    }
}
