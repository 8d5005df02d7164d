package org.asyncio4j.http.form;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.ParameterException;
import org.asyncio4j.http.Parameters;
import org.asyncio4j.http.TextDecodingException;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

@Timeout(20)
class FormTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);
    private static final ContentType PARTS = ContentType.parse("multipart/form-data; boundary=B");

    private static void onLoop(Action<Exception> body) throws Exception {
        run(OPTIONS, body);
    }

    private static StreamReader streamOf(byte[] bytes) {
        MemoryPipe pipe = new MemoryPipe();
        pipe.put(bytes);
        pipe.end();
        return new StreamReader(pipe);
    }

    private static Form read(ContentType type, String body) throws IOException {
        return Form.read(type, streamOf(body.getBytes()));
    }

    private static Form read(Body body, FormOptions options) throws IOException {
        MemoryPipe pipe = new MemoryPipe();
        body.writeTo(new StreamWriter(pipe));
        pipe.end();
        return Form.read(ContentType.parse(body.contentType()), new StreamReader(pipe), options);
    }

    private static String part(String headers, String content) {
        return "--B\r\n" + headers + "\r\n\r\n" + content + "\r\n";
    }

    private static String field(String name, String content) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", content);
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** They are deleted by a thread that nobody waits for; it takes a millisecond. */
    private static void awaitNoFilesIn(Path folder) throws IOException {
        while (!filesIn(folder).isEmpty()) {
            sleep(Duration.ofMillis(1));
        }
    }

    private static HttpProtocolException refused(
            ContentType type, String body, FormOptions options) {
        return assertThrows(
                HttpProtocolException.class,
                () -> Form.read(type, streamOf(body.getBytes()), options));
    }

    // ---------------------------------------------------------------- fields

    @Test
    void urlencoded() throws Exception {
        onLoop(() -> {
            Form form = read(ContentType.FORM, "a=1&b=%C3%A4&a=2");
            assertEquals(Parameters.of("a", "1", "b", "ä", "a", "2"), form.fields());
            assertEquals("1", form.get("a"));
            assertEquals(List.of(), form.files());
            ContentType latin = ContentType.parse(ContentType.FORM + "; charset=latin1");
            assertEquals("ä", read(latin, "a=%E4").get("a"));
            assertEquals(0, read(ContentType.FORM, "").fields().size());
        });
    }

    @Test
    void otherTypesAreNoForms() throws Exception {
        onLoop(() -> {
            for (String type : List.of("text/plain", "multipart/mixed; boundary=B")) {
                ContentType parsed = ContentType.parse(type);
                assertEquals(415, refused(parsed, "", FormOptions.DEFAULT).status());
            }
        });
    }

    @Test
    void fieldsAndFiles() throws Exception {
        String body =
                field("a", "1")
                        + part("Content-Disposition: form-data; name=f; filename=x", "file")
                        + part(
                                "Content-Disposition: form-data; name=n\r\nContent-Type:"
                                        + " image/png",
                                "png")
                        + part("Content-Disposition: form-data; name=e; filename=\"\"", "")
                        + part(
                                "Content-Disposition: form-data; name=j\r\nContent-Type:"
                                        + " application/json",
                                "{}")
                        + "--B--";
        onLoop(() -> {
            Form form = read(PARTS, body);
            assertEquals(Parameters.of("a", "1", "j", "{}"), form.fields());
            assertEquals(2, form.files().size());
            assertArrayEquals("file".getBytes(), form.file("f").bytes());
            assertNull(form.file("f").path());
            assertNull(form.file("n").fileName());
            assertEquals("file", form.file("n").safeFileName());
            assertEquals("image/png", form.file("n").contentType().type());
            assertNull(form.file("e"));
            form.close();
        });
    }

    @Test
    void b40_theMagicFieldTellsTheCharset() throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(field("_charset_", "iso-8859-1").getBytes());
        body.writeBytes(field("a", "*").replace("*", "\u00e4").getBytes("ISO-8859-1"));
        body.writeBytes(
                part(
                                "Content-Disposition: form-data; name=b\r\nContent-Type:"
                                        + " text/plain; charset=utf-8",
                                "ä")
                        .getBytes());
        body.writeBytes("--B--".getBytes());
        onLoop(() -> {
            Form form = Form.read(PARTS, streamOf(body.toByteArray()));
            assertEquals("ä", form.get("a"));
            assertEquals("ä", form.get("b"));
        });
    }

    @ParameterizedTest
    @CsvSource({"_charset_,x-none", "_charset_,'a\u0001b'", "_charset_,''"})
    void b40_unknownCharsets(String name, String charset) throws Exception {
        onLoop(() ->
                assertEquals(
                        415,
                        refused(PARTS, field(name, charset) + "--B--", FormOptions.DEFAULT)
                                .status()));
    }

    @Test
    void b40_textThatIsNone() throws Exception {
        onLoop(() -> {
            byte[] wrong = "a=%61".getBytes();
            wrong[0] = (byte) 0xFF;
            assertThrows(
                    TextDecodingException.class,
                    () -> Form.read(ContentType.FORM, streamOf(wrong)));
            assertThrows(ParameterException.class, () -> read(ContentType.FORM, "a=%FF"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "A: b",
        "Content-Disposition: form-data",
        "Content-Disposition: form-data; filename=x",
        "'Content-Disposition: form-data; name=a\r\nContent-Type: multipart/mixed; boundary=C'"
    })
    void partsThatAreNoFields(String headers) throws Exception {
        onLoop(() ->
                assertEquals(
                        400,
                        refused(PARTS, part(headers, "x") + "--B--", FormOptions.DEFAULT)
                                .status()));
    }

    // ---------------------------------------------------------------- limits

    @Test
    void b27_theWholeFormIsLimited() throws Exception {
        FormOptions small = FormOptions.DEFAULT.withMaxSize(100);
        onLoop(() -> {
            assertEquals(413, refused(ContentType.FORM, "a".repeat(101), small).status());
            assertEquals(413, refused(PARTS, field("a", "x".repeat(60)) + "--B--", small).status());
            String inHeaders = part("A: " + "x".repeat(100), "") + "--B--";
            assertEquals(413, refused(PARTS, inHeaders, small).status());
            assertEquals(
                    100,
                    read(ContentType.FORM, "a".repeat(100))
                            .fields()
                            .names()
                            .iterator()
                            .next()
                            .length());
        });
    }

    @Test
    void b27_alsoWhatIsDecodedIsLimited() throws Exception {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(new byte[10 << 20]);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                "--B\r\nContent-Disposition: form-data; name=a\r\nContent-Encoding: gzip\r\n\r\n"
                        .getBytes());
        body.writeBytes(gzip.toByteArray());
        body.writeBytes("\r\n--B--".getBytes());
        onLoop(() -> {
            HttpProtocolException thrown =
                    assertThrows(
                            HttpProtocolException.class,
                            () -> Form.read(PARTS, streamOf(body.toByteArray())));
            assertEquals(413, thrown.status());
        });
    }

    @Test
    void b36_theNumberOfFieldsIsLimited() throws Exception {
        FormOptions few = FormOptions.DEFAULT.withMaxFields(3);
        onLoop(() -> {
            assertEquals(400, refused(ContentType.FORM, "a&b&c&d", few).status());
            assertEquals(400, refused(PARTS, field("a", "x").repeat(4) + "--B--", few).status());
            Form form = Form.read(ContentType.FORM, streamOf("a&b&c".getBytes()), few);
            assertEquals(3, form.fields().size());
        });
    }

    // ---------------------------------------------------------------- files on disk

    @Test
    void largeFilesAreOnDiskUntilTheFormIsClosed(@TempDir Path folder, @TempDir Path other)
            throws Exception {
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        FormData body =
                new FormData()
                        .add("small", "a", Body.of(new byte[1000]))
                        .add("large", "b", Body.of(large))
                        .add("last", "c", Body.of(new byte[1000]));
        FormOptions options = FormOptions.DEFAULT.withMaxSize(1 << 24).withDirectory(folder);
        onLoop(() -> {
            Form form = read(body, options);
            assertNull(form.file("small").path());
            assertNull(form.file("last").path());
            UploadedFile file = form.file("large");
            assertEquals(List.of(file.path()), filesIn(folder));
            assertEquals(large.length, file.size());
            assertArrayEquals(large, file.bytes());
            Path copy = other.resolve("copy");
            file.copyTo(copy);
            assertArrayEquals(large, Files.readAllBytes(copy));
            UploadedFile small = form.file("small");
            assertThrows(FileAlreadyExistsException.class, () -> file.copyTo(copy));
            assertThrows(FileAlreadyExistsException.class, () -> small.copyTo(copy));
            assertArrayEquals(large, Files.readAllBytes(copy));
            small.copyTo(copy, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(1000, Files.size(copy));
            file.copyTo(other.resolve("large"));
            small.copyTo(other.resolve("small"));
            assertEquals(
                    Files.getPosixFilePermissions(other.resolve("small")),
                    Files.getPosixFilePermissions(other.resolve("large")));
            MemoryPipe pipe = new MemoryPipe();
            file.body().writeTo(new StreamWriter(pipe));
            assertArrayEquals(large, pipe.take());
            form.close();
            awaitNoFilesIn(folder);
            form.close();
        });
    }

    @Test
    void filesOnDiskAreForTheirOwnerOnly(@TempDir Path folder) throws Exception {
        FormData body = new FormData().add("f", "x", Body.of(new byte[10]));
        FormOptions options = FormOptions.DEFAULT.withMemoryLimit(0).withDirectory(folder);
        onLoop(() -> {
            try (Form form = read(body, options)) {
                Path file = form.file("f").path();
                assertEquals(
                        "rw-------",
                        java.nio.file.attribute.PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(file)));
            }
            awaitNoFilesIn(folder);
        });
    }

    /** Fewer files than in the row, and the same bound: one descriptor at a time. */
    @Test
    void b42_manyFilesUseFewDescriptors(@TempDir Path folder) throws Exception {
        int count = 2000;
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < count; i++) {
            body.append(part("Content-Disposition: form-data; name=f; filename=x", "content"));
        }
        FormOptions options =
                FormOptions.DEFAULT
                        .withMaxFields(count)
                        .withMemoryLimit(7 * count / 2)
                        .withDirectory(folder);
        onLoop(() -> {
            long before = openDescriptors();
            Form form = Form.read(PARTS, streamOf((body + "--B--").getBytes()), options);
            assertEquals(count, form.files().size());
            assertEquals(count / 2, filesIn(folder).size());
            assertTrue(openDescriptors() < before + 50, "descriptors: " + openDescriptors());
            assertArrayEquals("content".getBytes(), form.files().getLast().bytes());
            form.close();
            awaitNoFilesIn(folder);
        });
    }

    private static long openDescriptors() throws IOException {
        return filesIn(Path.of("/proc/self/fd")).size();
    }

    @Test
    void filesOfABrokenFormAreDeleted(@TempDir Path folder) throws Exception {
        FormOptions options = FormOptions.DEFAULT.withMemoryLimit(0).withDirectory(folder);
        String part = part("Content-Disposition: form-data; name=f; filename=x", "content");
        onLoop(() -> {
            refused(PARTS, part + part, options);
            awaitNoFilesIn(folder);
        });
    }

    @Test
    void filesOfACancelledReadAreDeleted(@TempDir Path folder) throws Exception {
        FormOptions options = FormOptions.DEFAULT.withMemoryLimit(0).withDirectory(folder);
        String part = part("Content-Disposition: form-data; name=f; filename=x", "content");
        for (int turns = 0; turns < 12; turns++) {
            int most = turns;
            onLoop(() -> {
                MemoryPipe pipe = new MemoryPipe();
                pipe.put(part + part + "--B\r\n");
                var reading = createTask(() -> Form.read(PARTS, new StreamReader(pipe), options));
                for (int i = 0; i < most; i++) {
                    yieldNow();
                    Thread.onSpinWait();
                }
                reading.cancel();
                gatherSettled(List.of(reading));
                assertTrue(reading.isCancelled());
                awaitNoFilesIn(folder);
            });
        }
    }

    @Test
    void aDirectoryThatIsNotThere(@TempDir Path folder) throws Exception {
        FormOptions options =
                FormOptions.DEFAULT.withMemoryLimit(0).withDirectory(folder.resolve("no"));
        FormData body = new FormData().add("f", "x", Body.of(new byte[10]));
        onLoop(() -> {
            IOException thrown = assertThrows(IOException.class, () -> read(body, options));
            assertNotNull(thrown.getMessage());
        });
    }
}
