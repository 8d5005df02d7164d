package org.asyncio4j.http.form;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Parameters;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A form that a client sends: aiohttp's {@code FormData}. It goes out as {@code
 * application/x-www-form-urlencoded}, or as {@code multipart/form-data} as soon as there is a file
 * in it, or something else than text.
 *
 * <p>Fields are added before it is sent; they keep their order, and a name may come several times.
 *
 * <pre>{@code
 * session.post(url).body(new FormData()
 *         .add("title", "Summer")
 *         .add("photo", Path.of("lake.jpg"))).send();
 * }</pre>
 */
public final class FormData extends Body {
    private final List<Field> fields = new ArrayList<>();
    private final Charset charset;
    private boolean multipart;

    /** What it becomes; null until it is needed. */
    private Body encoded;

    private sealed interface Field {
        void addTo(MultipartBody body);
    }

    private record Text(String name, String value, Charset charset) implements Field {
        @Override
        public void addTo(MultipartBody body) {
            if (charset.equals(StandardCharsets.UTF_8)) {
                body.addField(name, value);
            } else {
                ContentType type = ContentType.of("text/plain").withCharset(charset);
                body.addField(name, Body.of(value.getBytes(charset), type.toString()));
            }
        }
    }

    private record Part(String name, String fileName, Body content) implements Field {
        @Override
        public void addTo(MultipartBody body) {
            if (fileName == null) {
                body.addField(name, content);
            } else {
                body.addFile(name, fileName, content);
            }
        }
    }

    private record File(String name, Path file) implements Field {
        @Override
        public void addTo(MultipartBody body) {
            body.addFile(name, file);
        }
    }

    /** Makes an empty form, whose texts are in UTF-8. */
    public FormData() {
        this(StandardCharsets.UTF_8);
    }

    /** Makes an empty form. */
    public FormData(Charset charset) {
        this.charset = Objects.requireNonNull(charset, "charset");
    }

    /** Makes a form of these fields. */
    public static FormData of(Parameters fields) {
        FormData form = new FormData();
        fields.forEach(form::add);
        return form;
    }

    // ---------------------------------------------------------------- fields

    /** Adds a text. */
    public FormData add(String name, String value) {
        return add(new Text(checked(name), value, charset));
    }

    /** Adds a file, under its own name and the type that this tells. */
    public FormData add(String name, Path file) {
        multipart = true;
        return add(new File(checked(name), file));
    }

    /** Adds something else than text, that is no file. */
    public FormData add(String name, Body content) {
        multipart = true;
        return add(new Part(checked(name), null, content));
    }

    /**
     * Adds a file.
     *
     * @param fileName the name that the receiver is told
     * @throws IllegalArgumentException if a name has control characters
     */
    public FormData add(String name, String fileName, Body content) {
        multipart = true;
        return add(new Part(checked(name), checked(fileName), content));
    }

    /** Has it sent as {@code multipart/form-data} in any case. */
    public FormData asMultipart() {
        multipart = true;
        encoded = null;
        return this;
    }

    private FormData add(Field field) {
        encoded = null;
        fields.add(field);
        return this;
    }

    /** A name that would break a header is refused where it was written. */
    private static String checked(String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A name in a form must have no control characters: \""
                            + name.replaceAll("\\p{Cntrl}", "?")
                            + "\".");
        }
        return name;
    }

    /** Whether it goes out as {@code multipart/form-data}. */
    public boolean isMultipart() {
        return multipart;
    }

    // ---------------------------------------------------------------- as a body

    private Body encoded() {
        if (encoded == null) {
            encoded = multipart ? parts() : text();
        }
        return encoded;
    }

    private Body parts() {
        MultipartBody body = MultipartBody.form();
        fields.forEach(field -> field.addTo(body));
        return body;
    }

    private Body text() {
        List<String> namesAndValues = new ArrayList<>();
        for (Field field : fields) {
            Text text = (Text) field;
            namesAndValues.add(text.name);
            namesAndValues.add(text.value);
        }
        String form = Parameters.of(namesAndValues.toArray(String[]::new)).encode(charset);
        return Body.of(form, textType().toString());
    }

    private ContentType textType() {
        return charset.equals(StandardCharsets.UTF_8)
                ? ContentType.FORM
                : ContentType.FORM.withCharset(charset);
    }

    @Override
    public long length() {
        return encoded().length();
    }

    @Override
    public Body withKnownLength() throws IOException {
        return encoded().withKnownLength();
    }

    @Override
    public String contentType() {
        return encoded().contentType();
    }

    @Override
    public boolean isRepeatable() {
        return encoded().isRepeatable();
    }

    @Override
    public byte[] bytes() {
        return encoded().bytes();
    }

    @Override
    public void writeTo(StreamWriter out) throws IOException {
        encoded().writeTo(out);
    }

    @Override
    public String toString() {
        return "form of " + fields.size() + " fields";
    }
}
