package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.form.BodyPart;
import org.asyncio4j.http.form.Form;
import org.asyncio4j.http.form.FormData;
import org.asyncio4j.http.form.MultipartBody;
import org.asyncio4j.http.form.MultipartReader;
import org.asyncio4j.http.form.UploadedFile;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.test.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Bad input in forms and in bodies of many parts: rows B35 to B42. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class FormsTest {
    private static final String TYPE = "multipart/form-data; boundary=b";

    private final List<String> names = new CopyOnWriteArrayList<>();
    private final AtomicInteger descriptors = new AtomicInteger();
    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.start(this::routes);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private void routes(Application app) {
        app.get("/hello", request -> Response.text("Hello"));
        app.post("/form", this::form);
        app.post("/parts", request -> Response.text("" + count(request.multipart())));
        app.post("/text", request -> Response.text(request.text()));
        app.post("/huge", this::form).maxBodySize(1 << 30);
    }

    private Response form(Request request) throws IOException {
        Form form = request.form();
        descriptors.set(new File("/proc/self/fd").list().length);
        for (UploadedFile each : form.files()) {
            names.add(each.fileName());
            names.add(each.safeFileName());
        }
        return Response.text(form.fields().size() + " and " + form.files().size());
    }

    /** Reads all parts, at all depths. */
    private static int count(MultipartReader reader) throws IOException {
        int count = 0;
        for (BodyPart part; (part = reader.next()) != null; ) {
            count += part.isMultipart() ? count(part.multipart()) : 1;
            if (!part.isMultipart()) {
                part.bytes();
            }
        }
        return count;
    }

    private RawResponse post(String path, String type, String body) throws Exception {
        return post(path, type, body, Segments.WHOLE);
    }

    private RawResponse post(String path, String type, String body, Segments segments)
            throws Exception {
        try (RawClient client = site.connect()) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type;
            client.send(head + "\r\nContent-Length: " + body.length() + "\r\n\r\n");
            client.send(body, segments);
            RawResponse response = client.response();
            assertTrue(response != null, "no answer to " + type);
            return response;
        }
    }

    private void assertRefused(String type, String body) throws Exception {
        for (String path : List.of("/form", "/parts")) {
            for (Segments segments : Segments.values()) {
                RawResponse response = post(path, type, body, segments);
                int status = response.status();
                String message = path + " " + segments + " " + type + " " + body + " " + response;
                assertTrue(status == 400 || status == 413 || status == 415, message);
            }
        }
        try (RawClient client = site.connect()) {
            client.assertServes();
        }
    }

    private static String field(String fields, String content) {
        return "--b\r\n" + fields + "\r\n\r\n" + content + "\r\n";
    }

    private static String field(String name) {
        return field("Content-Disposition: form-data; name=\"" + name + "\"", "x");
    }

    // ---------------------------------------------------------------- boundaries

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=a\u00e4",
                "multipart/form-data; boundary=\"b\u0009c\"",
                "multipart/form-data; boundary=other"
            })
    void b35_boundaries(String type) throws Exception {
        assertRefused(type, field("a") + "--b--\r\n");
    }

    @Test
    void b35_aLongBoundary() throws Exception {
        String boundary = "x".repeat(71);
        String body = field("a").replace("--b", "--" + boundary) + "--" + boundary + "--\r\n";
        assertRefused("multipart/form-data; boundary=" + boundary, body);
        String fits = boundary.substring(1);
        body = field("a").replace("--b", "--" + fits) + "--" + fits + "--\r\n";
        assertEquals(200, post("/form", "multipart/form-data; boundary=" + fits, body).status());
    }

    @Test
    void b35_cutShort() throws Exception {
        String whole = field("a") + field("c") + "--b--\r\n";
        for (int length = 0; length < whole.length() - 4; length++) {
            String part = whole.substring(0, length);
            assertEquals(400, post("/form", TYPE, part).status(), part);
            assertEquals(400, post("/parts", TYPE, part).status(), part);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\nContent-Disposition: form-data; name=a\n\nx\n--b--\n",
                "--b\r\n: y\r\n\r\nx\r\n--b--\r\n",
                "--b\r\nX y\r\n\r\nx\r\n--b--\r\n",
                "--b\r\nX : y\r\n\r\nx\r\n--b--\r\n",
                "--b\r\nX: y\u0000\r\n\r\nx\r\n--b--\r\n",
                "no boundary at all"
            })
    void b35_brokenParts(String body) throws Exception {
        assertRefused(TYPE, body);
    }

    // ---------------------------------------------------------------- too many

    @Test
    void b36_manyParts() throws Exception {
        String body = field("a").repeat(10_000) + "--b--\r\n";
        assertRefused(TYPE, body);
    }

    @Test
    void b36_manyFieldsOfAPlainForm() throws Exception {
        String type = "application/x-www-form-urlencoded";
        int status = post("/form", type, "a&".repeat(100_000)).status();
        assertTrue(status == 400 || status == 413, "" + status);
    }

    @Test
    void b36_deepNesting() throws Exception {
        StringBuilder body = new StringBuilder();
        StringBuilder end = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            body.append("--b").append(i).append("\r\nContent-Type: multipart/mixed; boundary=b");
            body.append(i + 1).append("\r\n\r\n");
        }
        String type = "multipart/mixed; boundary=b0";
        int status = post("/parts", type, body + "" + end).status();
        assertTrue(status == 400 || status == 413, "" + status);
    }

    @Test
    void b37_fieldsOfAPart() throws Exception {
        String many = "X: y\r\n".repeat(1000) + "Content-Disposition: form-data; name=a";
        assertRefused(TYPE, field(many, "x") + "--b--\r\n");
        String large = "X: " + "y".repeat(100_000) + "\r\nContent-Disposition: form-data; name=a";
        assertRefused(TYPE, field(large, "x") + "--b--\r\n");
        assertRefused(TYPE, "--b\r\nX: " + "y".repeat(100_000));
    }

    // ---------------------------------------------------------------- lengths and codings

    @ParameterizedTest
    @ValueSource(strings = {"+5", "-1", "1_0", "5 5", "x", "\u00b2", "99999999999999999999", "2"})
    void b38_lengthsOfParts(String length) throws Exception {
        String fields = "Content-Disposition: form-data; name=a\r\nContent-Length: " + length;
        RawResponse response = post("/form", TYPE, field(fields, "hello") + "--b--\r\n");
        assertTrue(response.status() == 400 || response.status() == 200, "" + response);
        if (response.status() == 200) {
            assertEquals("1 and 0", response.text(), "the boundary tells, not the length");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"====", "YQ==YQ==", "YQ=", "Y", "YQ\u0000==", "!!!!", "YQ==\r\n===="})
    void b38_base64(String content) throws Exception {
        String fields =
                "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64";
        for (Segments segments : Segments.values()) {
            int status =
                    post("/form", TYPE, field(fields, content) + "--b--\r\n", segments).status();
            assertTrue(status == 400 || status == 200, content + " " + status);
        }
    }

    @Test
    void b38_unknownTransferCodings() throws Exception {
        String fields =
                "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: weird";
        int status = post("/form", TYPE, field(fields, "x") + "--b--\r\n").status();
        assertTrue(status == 400 || status == 200 || status == 415, "" + status);
    }

    // ---------------------------------------------------------------- names of files

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename=\"../../x\"",
                "filename=\"C:\\\\x\"",
                "filename=\"/etc/passwd\"",
                "filename=\"..\"",
                "filename=\".\"",
                "filename=\"\"",
                "filename=",
                "filename",
                "filename=\"a\u00e4\u00ff\"",
                "filename=\"unterminated",
                "filename*=UTF-8''%2e%2e%2fx",
                "filename*=UTF-8''%00",
                "filename*=UTF-8''a%0d%0ab",
                "filename*=UTF-8''%ff%fe",
                "filename*=UTF-8''%",
                "filename*=UTF-8''%zz",
                "filename*=unknown''x",
                "filename*=UTF-8",
                "filename*=''",
                "filename*=",
                "filename*0=a; filename*1=b",
                "filename*0*=unknown''a; filename*999999999999=b",
                "filename=\"a\"; filename=\"b\"",
                "filename=CON",
                "filename=\"x\\\"; name=\\\"evil\""
            })
    void b39_namesOfFiles(String parameter) throws Exception {
        String fields = "Content-Disposition: form-data; name=\"f\"; " + parameter;
        RawResponse response = post("/form", TYPE, field(fields, "x") + "--b--\r\n");
        assertTrue(response.status() == 200 || response.status() == 400, "" + response);
        for (int i = 1; i < names.size(); i += 2) {
            String safe = names.get(i);
            assertFalse(safe.isEmpty(), names.get(i - 1));
            assertFalse(safe.matches("(?s).*[/\\\\\u0000-\u001f:].*"), safe);
            assertFalse(safe.equals(".") || safe.equals(".."), safe);
        }
    }

    // ---------------------------------------------------------------- charsets

    @Test
    void b40_charsets() throws Exception {
        assertEquals(415, post("/text", "text/plain; charset=utf-8", "\u00ff\u00fe").status());
        assertEquals(415, post("/text", "text/plain; charset=unknown", "x").status());
        assertEquals(415, post("/text", "text/plain; charset=\"\"", "x").status());
        String type = "application/x-www-form-urlencoded";
        assertEquals(415, post("/form", type + "; charset=unknown", "a=b").status());
        for (String body : List.of("a=%ff%fe", "a=\u00ff", "%", "%zz=%1", "&&==&", "a=%00")) {
            int status = post("/form", type, body).status();
            assertTrue(status == 200 || status == 400 || status == 415, body + " " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-8859-1", "unknown", "utf-16", "", "\u0000"})
    void b40_theFieldOfTheCharset(String charset) throws Exception {
        String body =
                field("Content-Disposition: form-data; name=\"_charset_\"", charset)
                        + field("Content-Disposition: form-data; name=\"a\"", "\u00e4")
                        + "--b--\r\n";
        int status = post("/form", TYPE, body).status();
        assertTrue(status == 200 || status == 400 || status == 415, charset + " " + status);
    }

    // ---------------------------------------------------------------- our own

    /** Either refused when it is made, or written so that it breaks nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\nb", "a\rb", "a\u0000b", "a\"; x=\"b"})
    void b41_whatWeSend(String bad) throws Exception {
        Body body = Body.of("x", "text/plain");
        staysWithin(bad, () -> new FormData().add(bad, "x").asMultipart());
        staysWithin(bad, () -> new FormData().add("a", bad, body));
        staysWithin(bad, () -> MultipartBody.form().addField(bad, "x"));
        staysWithin(bad, () -> MultipartBody.form().addFile("a", bad, body));
        if (!bad.contains("\"")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new MultipartBody("mixed").add(body, Headers.of("X", bad)));
            staysWithin(bad, () -> new MultipartBody("mixed").add(Body.of("x", bad)));
            assertThrows(IllegalArgumentException.class, () -> new MultipartBody(bad));
            assertThrows(IllegalArgumentException.class, () -> new MultipartBody("mixed", bad));
        }
    }

    private interface Making {
        Body make();
    }

    private static void staysWithin(String bad, Making making) throws Exception {
        Body body;
        try {
            body = making.make();
        } catch (IllegalArgumentException e) {
            return;
        }
        String written = written(body);
        assertFalse(written.contains(bad), written);
        String head = written.substring(0, written.indexOf("\r\n\r\n"));
        assertFalse(head.contains("\r\nX: y"), head);
        assertFalse(head.replace("\r\n", "").matches("(?s).*[\r\n\u0000].*"), head);
    }

    private static String written(Body body) throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 204 No\r\n\r\n", Segments.WHOLE)) {
            Visitor.visit(session -> session.post(server.url("/")).body(body).send().close());
            String request = server.requests().getFirst();
            return request.substring(request.indexOf("\r\n\r\n") + 4);
        }
    }

    @Test
    void b42_manyFiles() throws Exception {
        String file =
                field(
                        "Content-Disposition: form-data; name=\"f\"; filename=\"x\"",
                        "y".repeat(100));
        String body = file.repeat(100_000) + "--b--\r\n";
        int before = new File("/proc/self/fd").list().length;
        RawResponse response = post("/huge", TYPE, body);
        assertEquals(400, response.status());
        assertTrue(response.text().contains("more than 1000 parts"), response.text());
        assertTrue(new File("/proc/self/fd").list().length < before + 50);
    }

    @Test
    void b42_largeFiles() throws Exception {
        String file =
                field(
                        "Content-Disposition: form-data; name=\"f\"; filename=\"x\"",
                        "y".repeat(2_000_000));
        int before = new File("/proc/self/fd").list().length;
        assertEquals("0 and 50", post("/huge", TYPE, file.repeat(50) + "--b--\r\n").text());
        assertTrue(descriptors.get() < before + 20, descriptors + " descriptors");
    }

    // ---------------------------------------------------------------- at random

    /** Never a failure of the server, and never silence. */
    @Test
    void b35_formsWithMistakes() throws Exception {
        long seed = Long.getLong(Seed.PROPERTY, 17);
        Random random = new Random(seed);
        Mutation mutation = new Mutation(random);
        List<String> valid =
                List.of(
                        field("a") + field("c") + "--b--\r\n",
                        field(
                                        "Content-Disposition: form-data; name=\"f\";"
                                                + " filename*=UTF-8''%e2%82%ac.txt\r\n"
                                                + "Content-Type: text/plain; charset=utf-8\r\n"
                                                + "Content-Transfer-Encoding: base64",
                                        "aGVsbG8=")
                                + "--b--\r\n",
                        "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
                                + "--c\r\n\r\nx\r\n--c--\r\n\r\n--b--\r\n");
        for (int round = 0; round < 1000; round++) {
            byte[] bytes = mutation.of(valid.get(random.nextInt(valid.size())));
            String body = new String(bytes, StandardCharsets.ISO_8859_1);
            String path = random.nextBoolean() ? "/form" : "/parts";
            String story = "seed " + seed + ", round " + round + ", " + path + ": " + body;
            int status = post(path, TYPE, body, Segments.MANY).status();
            assertTrue(status == 200 || status == 400 || status == 413 || status == 415, story);
            assertEquals(List.of(), site.log(), story);
        }
    }
}
