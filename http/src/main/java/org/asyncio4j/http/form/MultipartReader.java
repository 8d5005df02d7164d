package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Headers;
import org.asyncio4j.stream.StreamReader;

import java.io.IOException;
import java.util.Objects;

/**
 * Reads a body that is made of parts, one part after the other, as they come: aiohttp's {@code
 * MultipartReader}. Nothing is kept: what was not read of a part is skipped by the call for the
 * next one.
 *
 * <p>For one task at a time.
 *
 * <pre>{@code
 * MultipartReader parts = new MultipartReader(type, body);
 * for (BodyPart part = parts.next(); part != null; part = parts.next()) {
 *     if (part.fileName() != null) {
 *         store(part.body());
 *     }
 * }
 * }</pre>
 *
 * <p>Stricter than aiohttp: lines end with carriage return and line feed, the last boundary must
 * come, and there are limits to the number of parts and to their depth.
 */
public final class MultipartReader {
    private static final int LONGEST_BOUNDARY = 70;

    private final PartScanner scanner;
    private final MultipartOptions options;
    private final PartBudget budget;
    private BodyPart current;

    /**
     * Makes a reader with {@link MultipartOptions#DEFAULT}.
     *
     * @throws ContentDecodingException as {@link #MultipartReader(ContentType, StreamReader,
     *     MultipartOptions)}
     */
    public MultipartReader(ContentType type, StreamReader body) throws ContentDecodingException {
        this(type, body, MultipartOptions.DEFAULT);
    }

    /**
     * Makes a reader. Nothing is read yet.
     *
     * @param type that of the body, with the boundary
     * @param body read to its end; nobody else should read from it
     * @throws ContentDecodingException if the type is not multipart, or has no boundary of 1 to 70
     *     characters
     */
    public MultipartReader(ContentType type, StreamReader body, MultipartOptions options)
            throws ContentDecodingException {
        this(type, body, options, new PartBudget(options));
    }

    MultipartReader(
            ContentType type, StreamReader body, MultipartOptions options, PartBudget budget)
            throws ContentDecodingException {
        this.scanner =
                new PartScanner(
                        Objects.requireNonNull(body, "body"), requireBoundary(type), options);
        this.options = options;
        this.budget = budget;
    }

    private static String requireBoundary(ContentType type) throws ContentDecodingException {
        if (!type.isMultipart()) {
            throw new ContentDecodingException(
                    "The body is no multipart body: its Content-Type is " + type.type() + ".");
        }
        String boundary = type.boundary();
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw new ContentDecodingException(
                    "A multipart body must have a boundary of 1 to 70 characters.");
        }
        return boundary;
    }

    /**
     * Goes on to the next part. The one before cannot be read any more.
     *
     * <p>Gives way: only if the headers of the part have not come. Cancellation: the next call goes
     * on. Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * @return null if there is no other; then the body was read to its end
     * @throws ContentDecodingException if a part is broken, or the last boundary does not come, or
     *     there are too many parts or headers
     * @throws HttpProtocolException if the body is too large
     * @throws IOException if the stream fails
     */
    public BodyPart next() throws IOException {
        if (current != null) {
            current.finish();
            current = null;
        }
        Headers headers = scanner.nextPart();
        if (headers == null) {
            return null;
        }
        budget.takePart();
        current = new BodyPart(headers.freeze(), scanner, options, budget);
        return current;
    }
}
