package org.asyncio4j.http.form;

import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Parameters;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(10)
class FormDataTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    private static String written(Body body) throws IOException {
        return run(
                OPTIONS,
                () -> {
                    MemoryPipe pipe = new MemoryPipe();
                    body.writeTo(new StreamWriter(pipe));
                    return new String(pipe.take(), StandardCharsets.UTF_8);
                });
    }

    @Test
    void withoutFilesItIsUrlencoded() throws IOException {
        FormData form = new FormData().add("a", "1 2").add("ä", "&=+").add("a", "");
        assertFalse(form.isMultipart());
        assertEquals("application/x-www-form-urlencoded", form.contentType());
        assertEquals("a=1+2&%C3%A4=%26%3D%2B&a=", written(form));
        assertEquals("a=1+2&%C3%A4=%26%3D%2B&a=".length(), form.length());
        assertTrue(form.isRepeatable());
    }

    @Test
    void itsCharset() throws IOException {
        FormData form = new FormData(StandardCharsets.ISO_8859_1).add("a", "ä");
        assertEquals("application/x-www-form-urlencoded; charset=iso-8859-1", form.contentType());
        assertEquals("a=%E4", written(form));
        assertTrue(
                written(form.asMultipart())
                        .contains("Content-Type: text/plain; charset=iso-8859-1\r\n\r\n"));
    }

    @Test
    void withAFileItIsMultipart(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("b \"q\".txt"), "content");
        FormData form = new FormData().add("a", "1").add("f", file);
        assertTrue(form.isMultipart());
        String boundary = ContentType.parse(form.contentType()).boundary();
        assertEquals("multipart/form-data", ContentType.parse(form.contentType()).type());
        assertEquals(
                "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\n"
                        + "Content-Disposition: form-data; name=\"f\"; filename=\"b %22q%22.txt\""
                        + "\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--B--\r\n",
                written(form).replace(boundary, "B"));
        assertEquals(written(form), written(form));
    }

    @Test
    void theLengthOfAFileCanBeFoundOut(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.bin"), new byte[100_000]);
        FormData form = new FormData().add("a", "b").add("file", file);

        assertEquals(Body.UNKNOWN, form.length());
        long length = run(OPTIONS, () -> form.withKnownLength().length());

        assertEquals(length, written(form).length());
    }

    @Test
    void somethingElseThanTextIsAPart() throws IOException {
        FormData form = new FormData().add("j", Body.of("{}", "application/json"));
        assertTrue(
                written(form).contains("name=\"j\"\r\nContent-Type: application/json\r\n\r\n{}"));
        FormData file = new FormData().add("f", "x.bin", Body.of(new byte[3]));
        assertEquals(written(file).length(), file.length());
    }

    @Test
    void fieldsCanBeAddedAfterALook() throws IOException {
        FormData form = new FormData().add("a", "1");
        assertEquals(3, form.length());
        form.add("b", "2");
        assertEquals("a=1&b=2", written(form));
        assertEquals("a=1", written(FormData.of(Parameters.of("a", "1"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nContent-Type: x", "a\0b", "a\u007fb", "a\u0085b"})
    void b41_controlCharactersAreRefused(String name) {
        FormData form = new FormData();
        Body body = Body.of("x");
        assertThrows(IllegalArgumentException.class, () -> form.add(name, "x"));
        assertThrows(IllegalArgumentException.class, () -> form.add(name, body));
        assertThrows(IllegalArgumentException.class, () -> form.add("f", name, body));
        MultipartBody parts = MultipartBody.form();
        assertThrows(IllegalArgumentException.class, () -> parts.addField(name, "x"));
        assertThrows(IllegalArgumentException.class, () -> parts.addFile("f", name, body));
    }

    @Test
    void b41_headersOfPartsAreChecked() {
        MultipartBody parts = new MultipartBody("mixed");
        Headers headers = new Headers();
        assertThrows(IllegalArgumentException.class, () -> headers.add("A", "b\r\nC: d"));
        Body broken = Body.of(new byte[0], "text/plain\r\nA: b");
        assertThrows(IllegalArgumentException.class, () -> parts.add(broken));
        assertThrows(IllegalArgumentException.class, () -> new MultipartBody("a\r\nb"));
        assertThrows(IllegalArgumentException.class, () -> new MultipartBody("mixed", "a\r\nb"));
        assertThrows(IllegalArgumentException.class, () -> new MultipartBody("mixed", "b "));
        assertThrows(IllegalArgumentException.class, () -> new MultipartBody("mixed", ""));
        assertThrows(
                IllegalArgumentException.class, () -> new MultipartBody("mixed", "x".repeat(71)));
    }

    @Test
    void whatIsWrittenCanBeRead() throws IOException {
        FormData form =
                new FormData()
                        .add("naïve \"q\"", "größe\r\n--")
                        .add("f", "日本 \"q\" a\\b.bin", Body.of(new byte[] {0, 1, 2}));
        run(
                OPTIONS,
                () -> {
                    MemoryPipe pipe = new MemoryPipe();
                    form.writeTo(new StreamWriter(pipe));
                    pipe.end();
                    ContentType type = ContentType.parse(form.contentType());
                    try (Form read = Form.read(type, new StreamReader(pipe))) {
                        assertEquals(Parameters.of("naïve \"q\"", "größe\r\n--"), read.fields());
                        UploadedFile file = read.file("f");
                        assertEquals("日本 \"q\" a\\b.bin", file.fileName());
                        assertEquals("b.bin", file.safeFileName());
                        assertEquals("application/octet-stream", file.contentType().toString());
                        assertEquals(3, file.size());
                    }
                });
    }
}
