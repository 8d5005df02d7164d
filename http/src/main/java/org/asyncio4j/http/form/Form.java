package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Parameters;
import org.asyncio4j.http.TextDecodingException;
import org.asyncio4j.http.content.TextContent;
import org.asyncio4j.http.syntax.CharsetNames;
import org.asyncio4j.stream.StreamReader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A form that was received: its fields and its files. A server reads it with the request and closes
 * it with the request, which deletes the temporary files.
 *
 * <pre>{@code
 * try (Form form = Form.read(type, body)) {
 *     String title = form.fields().require("title");
 *     for (UploadedFile photo : form.files("photo")) {
 *         photo.copyTo(uploads.resolve(photo.safeFileName()));
 *     }
 * }
 * }</pre>
 *
 * <p>A part with the name of a file is a file, and so is one whose type is not text. An empty one
 * with an empty name is what browsers send where no file was chosen, and is left out. A field of
 * the name {@code _charset_} tells the charset of the fields behind it that do not tell their own;
 * the others are in UTF-8.
 */
public final class Form implements AutoCloseable {
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int PIECE = 64 * 1024;
    private static final String CHARSET_FIELD = "_charset_";

    private final Parameters fields;
    private final List<UploadedFile> files;
    private final SpoolSpace space;

    private Form(Parameters fields, List<UploadedFile> files, SpoolSpace space) {
        this.fields = fields;
        this.files = List.copyOf(files);
        this.space = space;
    }

    /** {@link #read(ContentType, StreamReader, FormOptions)} with the default options. */
    public static Form read(ContentType type, StreamReader body) throws IOException {
        return read(type, body, FormOptions.DEFAULT);
    }

    /**
     * Reads a form, {@code application/x-www-form-urlencoded} or {@code multipart/form-data}.
     *
     * <p>Gives way: only if not all has come, or a file is written to disk. Cancellation: what was
     * read is lost. Woken by: bytes from the peer, the end or the failure of the stream, threads
     * that write files.
     *
     * @param type that of the body
     * @param body read to its end
     * @throws ContentDecodingException if it is broken, or has too many fields
     * @throws TextDecodingException if a field is no text in its charset, or nobody knows that
     * @throws ParameterException if an escape is broken
     * @throws HttpProtocolException if it is too large, or no form
     * @throws IOException if the stream fails, or a file cannot be written
     */
    public static Form read(ContentType type, StreamReader body, FormOptions options)
            throws IOException {
        if (type.matches("multipart/form-data")) {
            return new Reading(options).readParts(type, body);
        }
        if (type.matches("application/x-www-form-urlencoded")) {
            return new Reading(options).readText(type, body);
        }
        throw new HttpProtocolException(
                UNSUPPORTED_MEDIA_TYPE, "The body is no form: its Content-Type is " + type.type());
    }

    /** The fields that are no files, in their order. */
    public Parameters fields() {
        return fields;
    }

    /** The first value of a field; null if there is none. */
    public String get(String name) {
        return fields.get(name);
    }

    /** All files, in their order. */
    public List<UploadedFile> files() {
        return files;
    }

    /** The files of a field, in their order; an empty list if there are none. */
    public List<UploadedFile> files(String name) {
        return files.stream().filter(file -> file.name().equals(name)).toList();
    }

    /** The first file of a field; null if there is none. */
    public UploadedFile file(String name) {
        List<UploadedFile> named = files(name);
        return named.isEmpty() ? null : named.getFirst();
    }

    /** Deletes the temporary files, in a thread. Never gives way. */
    @Override
    public void close() {
        space.close();
    }

    @Override
    public String toString() {
        return "form of " + fields.size() + " fields and " + files.size() + " files";
    }

    /** What has been read so far. */
    private static final class Reading {
        private final FormOptions options;
        private final SpoolSpace space;
        private final List<String> namesAndValues = new ArrayList<>();
        private final List<UploadedFile> files = new ArrayList<>();
        private Charset charset = StandardCharsets.UTF_8;

        Reading(FormOptions options) {
            this.options = options;
            this.space = new SpoolSpace(options.memoryLimit(), options.directory());
        }

        Form readText(ContentType type, StreamReader body) throws IOException {
            byte[] bytes = readAll(body);
            String text = TextContent.decodeStrictly(bytes, type);
            if (text.chars().filter(c -> c == '&').count() >= options.maxFields()) {
                throw new ContentDecodingException(
                        "The form has more than " + options.maxFields() + " fields.");
            }
            Charset known = type.charset();
            Parameters fields = Parameters.parse(text, known == null ? charset : known);
            return new Form(fields, files, space);
        }

        Form readParts(ContentType type, StreamReader body) throws IOException {
            boolean complete = false;
            try {
                MultipartReader parts = new MultipartReader(type, body, multipartOptions());
                for (BodyPart part = parts.next(); part != null; part = parts.next()) {
                    read(part);
                }
                complete = true;
            } finally {
                if (!complete) {
                    space.close();
                }
            }
            return new Form(Parameters.of(namesAndValues.toArray(String[]::new)), files, space);
        }

        private MultipartOptions multipartOptions() {
            return MultipartOptions.DEFAULT
                    .withMaxSize(options.maxSize())
                    .withMaxParts(options.maxFields());
        }

        private void read(BodyPart part) throws IOException {
            if (part.name() == null) {
                throw new ContentDecodingException("A field of the form has no name.");
            }
            if (part.isMultipart()) {
                throw new ContentDecodingException("A field of the form is made of parts itself.");
            }
            if (part.fileName() != null || !part.contentType().isText()) {
                readFile(part);
            } else {
                readField(part);
            }
        }

        private void readField(BodyPart part) throws IOException {
            String value = TextContent.decodeStrictly(part.bytes(), part.contentType(), charset);
            if (part.name().equals(CHARSET_FIELD)) {
                charset = charsetNamed(value);
            }
            namesAndValues.add(part.name());
            namesAndValues.add(value);
        }

        private static Charset charsetNamed(String name) throws TextDecodingException {
            Charset named = CharsetNames.find(name);
            if (named == null) {
                throw new TextDecodingException("The form is in a charset that is not known here.");
            }
            return named;
        }

        private void readFile(BodyPart part) throws IOException {
            var content = space.add();
            StreamReader body = part.body();
            for (byte[] piece = body.read(PIECE); piece.length > 0; piece = body.read(PIECE)) {
                content.write(piece);
            }
            content.finish();
            boolean chosen = content.size() > 0 || !"".equals(part.fileName());
            if (chosen) {
                files.add(new UploadedFile(part, content));
            }
        }

        private byte[] readAll(StreamReader body) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] piece = body.read(PIECE); piece.length > 0; piece = body.read(PIECE)) {
                requireWithin((long) all.size() + piece.length);
                all.writeBytes(piece);
            }
            return all.toByteArray();
        }

        private void requireWithin(long size) throws HttpProtocolException {
            if (size > options.maxSize()) {
                throw new HttpProtocolException(
                        CONTENT_TOO_LARGE,
                        "The form has more than " + options.maxSize() + " bytes.");
            }
        }
    }
}
