package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.content.TextContent;
import org.asyncio4j.stream.StreamReader;

import java.io.IOException;

/**
 * A part of a multipart body, while it comes: aiohttp's {@code BodyPartReader}. It can be read
 * until the next one is asked for. For one task at a time.
 *
 * <p>What the headers of the part say about its encoding (base64, quoted-printable, gzip and so on)
 * is undone.
 */
public final class BodyPart {
    private final Headers headers;
    private final ContentDisposition disposition;
    private final MultipartOptions options;
    private final PartBudget budget;
    private final PartStream stream;
    private final PartContent content;
    private final StreamReader body;

    BodyPart(Headers headers, PartScanner scanner, MultipartOptions options, PartBudget budget)
            throws ContentDecodingException {
        this.headers = headers;
        this.disposition = ContentDisposition.parse(headers.get("Content-Disposition"));
        this.options = options;
        this.budget = budget;
        this.stream = new PartStream(headers, scanner);
        this.content = new PartContent(stream.decoded(), budget);
        this.body = new StreamReader(content);
    }

    /** Its headers, which cannot be changed. */
    public Headers headers() {
        return headers;
    }

    /** The name of the field in a form; null if it has none. */
    public String name() {
        return disposition.name();
    }

    /**
     * The name of the file, as the peer has written it; null if it is no file. Nobody should make a
     * path of it; see {@link UploadedFile#safeFileName}.
     */
    public String fileName() {
        return disposition.fileName();
    }

    /** Its type; {@code text/plain} if it has none, as RFC 7578 has it. */
    public ContentType contentType() {
        String type = headers.get("Content-Type");
        return type == null ? ContentType.of("text/plain") : ContentType.parse(type);
    }

    /**
     * Its content, to be read once. Errors in it come out as {@link ContentDecodingException}; too
     * much of it, counted as {@link MultipartOptions#maxSize} says, as {@link
     * HttpProtocolException} with the status 413.
     */
    public StreamReader body() {
        return body;
    }

    /**
     * All of its content, however long it is: {@link MultipartOptions#maxSize} is the limit.
     *
     * <p>Gives way: only if not all has come. Cancellation: nothing was read, nothing is lost.
     * Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * @throws ContentDecodingException if it is broken
     * @throws HttpProtocolException if it is too large
     */
    public byte[] bytes() throws IOException {
        return body.readAll();
    }

    /**
     * All of its content, in the charset of its type, else in UTF-8. As {@link #bytes}.
     *
     * @throws TextDecodingException if it is no such text, or nobody knows the charset
     * @throws ContentDecodingException if it is broken
     */
    public String text() throws IOException {
        return TextContent.decodeStrictly(bytes(), contentType());
    }

    /**
     * All of its content, as an object. As {@link #bytes}.
     *
     * @throws JsonException if it is not the JSON of such an object
     * @throws ContentDecodingException if it is broken
     */
    public <T> T json(Class<T> type) throws IOException {
        return JsonCodec.DEFAULT.decode(bytes(), type);
    }

    /** Whether it is made of parts itself. */
    public boolean isMultipart() {
        return contentType().isMultipart();
    }

    /**
     * Its parts.
     *
     * @throws ContentDecodingException if it is not made of parts, or there are parts inside of
     *     parts to a larger depth than the options allow
     */
    public MultipartReader multipart() throws ContentDecodingException {
        if (options.maxDepth() == 1) {
            throw new ContentDecodingException(
                    "The multipart body has parts inside of parts, deeper than is allowed.");
        }
        MultipartOptions inner = options.withMaxDepth(options.maxDepth() - 1);
        MultipartReader parts = new MultipartReader(contentType(), body, inner, budget);
        content.isMadeOfParts();
        return parts;
    }

    /** Reads over the rest. */
    void finish() throws IOException {
        stream.finish();
    }

    @Override
    public String toString() {
        return "part "
                + (name() == null ? "without a name" : '"' + name() + '"')
                + " of type "
                + contentType();
    }
}
