package org.asyncio4j.http.form;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Headers;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A body that is made of parts, each with headers and a body of its own: aiohttp's {@code
 * MultipartWriter}. A part may be such a body again.
 *
 * <p>For forms {@link FormData} is simpler. Parts are added before it is sent. It can be sent again
 * if all of its parts can.
 *
 * <pre>{@code
 * Body mail = new MultipartBody("mixed")
 *         .add(Body.of("See the picture."))
 *         .add(Body.file(Path.of("tree.jpg")), Headers.of("Content-ID", "tree"));
 * }</pre>
 *
 * <p>Names and headers with control characters, which could end a header and begin another, are
 * refused at once.
 */
public final class MultipartBody extends Body {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final String FORM_DATA = "form-data";

    private final String subtype;
    private final String boundary;
    private final List<Part> parts = new ArrayList<>();

    private record Part(byte[] head, Body body) {}

    /**
     * Makes one without parts.
     *
     * @param subtype such as {@code mixed}, {@code related} or {@code form-data}
     */
    public MultipartBody(String subtype) {
        // Nobody can guess it, so nobody can write parts into the content of others.
        this(subtype, UUID.randomUUID().toString().replace("-", ""));
    }

    /**
     * Makes one with a boundary that is known before.
     *
     * @param boundary what separates the parts; must not occur in them
     * @throws IllegalArgumentException if the subtype is no name, or the boundary has not 1 to 70
     *     of the characters that are allowed there, or ends with a space
     */
    public MultipartBody(String subtype, String boundary) {
        ContentType.of("multipart/" + subtype);
        if (!boundary.matches("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")) {
            throw new IllegalArgumentException(
                    "A boundary must have 1 to 70 letters, digits or '()+_,-./:=? and spaces, not"
                            + " at its end.");
        }
        this.subtype = subtype;
        this.boundary = boundary;
    }

    /** A form, empty. */
    public static MultipartBody form() {
        return new MultipartBody(FORM_DATA);
    }

    // ---------------------------------------------------------------- parts

    /** Adds a part. Its content type is that of the body. */
    public MultipartBody add(Body body) {
        return add(body, new Headers());
    }

    /**
     * Adds a part with headers.
     *
     * @param headers of the part; a content type among them counts more than the body's
     */
    public MultipartBody add(Body body, Headers headers) {
        return add(body, headers, null);
    }

    /**
     * Adds a field of a form. Of a text in UTF-8 the type is left out, as browsers do.
     *
     * @throws IllegalArgumentException if the name has control characters
     */
    public MultipartBody addField(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return addField(name, Body.of(bytes, null));
    }

    /**
     * Adds a field of a form.
     *
     * @throws IllegalArgumentException if the name has control characters
     */
    public MultipartBody addField(String name, Body value) {
        return add(value, new Headers(), PartHead.disposition(FORM_DATA, name, null));
    }

    /**
     * Adds a file of a form.
     *
     * @param fileName the name that the receiver is told
     * @throws IllegalArgumentException if a name has control characters
     */
    public MultipartBody addFile(String name, String fileName, Body content) {
        Objects.requireNonNull(fileName, "fileName");
        return add(content, new Headers(), PartHead.disposition(FORM_DATA, name, fileName));
    }

    /** Adds a file of a form, with its own name and the type that this tells. */
    public MultipartBody addFile(String name, Path file) {
        String fileName = file.getFileName().toString();
        String type = ContentType.ofFileName(fileName).toString();
        return addFile(name, fileName, Body.file(file).withContentType(type));
    }

    private MultipartBody add(Body body, Headers headers, String disposition) {
        parts.add(new Part(PartHead.of(headers, disposition, body.contentType()), body));
        return this;
    }

    // ---------------------------------------------------------------- as a body

    /** What separates the parts. */
    public String boundary() {
        return boundary;
    }

    @Override
    public String contentType() {
        return ContentType.of("multipart/" + subtype)
                .withParameter("boundary", boundary)
                .toString();
    }

    @Override
    public long length() {
        long length = delimiter("--").length;
        for (Part part : parts) {
            if (part.body.length() < 0) {
                return UNKNOWN;
            }
            length += delimiter("").length + part.head.length;
            length += part.body.length() + LINE_END.length;
        }
        return length;
    }

    /** With the lengths of the files in it: many servers take no upload without its length. */
    @Override
    public MultipartBody withKnownLength() throws IOException {
        MultipartBody known = new MultipartBody(subtype, boundary);
        for (Part part : parts) {
            known.parts.add(new Part(part.head, part.body.withKnownLength()));
        }
        return known;
    }

    @Override
    public boolean isRepeatable() {
        return parts.stream().allMatch(part -> part.body.isRepeatable());
    }

    @Override
    public void writeTo(StreamWriter out) throws IOException {
        for (Part part : parts) {
            out.write(delimiter(""));
            out.write(part.head);
            part.body.writeTo(out);
            out.write(LINE_END);
        }
        out.write(delimiter("--"));
    }

    private byte[] delimiter(String end) {
        return ("--" + boundary + end + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "multipart/" + subtype + " of " + parts.size() + " parts";
    }
}
