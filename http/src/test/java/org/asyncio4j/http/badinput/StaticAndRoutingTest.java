package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.StaticFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Bad paths and ranges: rows B43 to B51. */
@Timeout(20)
class StaticAndRoutingTest {
    private static final String SECRET = "secret!";
    private static final String CONTENT = "0123456789";

    @TempDir Path folder;
    private Path root;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectories(folder.resolve("static"));
        Files.writeString(folder.resolve("secret"), SECRET);
        Files.createDirectories(folder.resolve("static-private"));
        Files.writeString(folder.resolve("static-private/secret"), SECRET);
        Files.createDirectories(root.resolve("dir"));
        Files.writeString(root.resolve("file.txt"), CONTENT);
        Files.writeString(root.resolve("dir/x.txt"), CONTENT);
        site = Site.start(this::routes);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private void routes(Application app) {
        app.get("/hello", request -> Response.text("Hello"));
        app.files("/static", new StaticFiles(root));
        app.files("/listed", new StaticFiles(root).withListing(true));
        app.get("/letters/{word:(a+)+b}", request -> Response.text("matched"));
        app.post("/only-post", request -> Response.text("posted"));
    }

    private RawResponse get(String target, String... fields) throws Exception {
        return get(site, target, fields);
    }

    private static RawResponse get(Site site, String target, String... fields) throws Exception {
        try (RawClient client = site.connect()) {
            StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: a\r\n");
            for (String field : fields) {
                request.append(field).append("\r\n");
            }
            client.send(request + "\r\n");
            RawResponse response = client.response();
            assertNotNull(response, target);
            return response;
        }
    }

    // ---------------------------------------------------------------- out of the folder

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/../secret",
                "/static/dir/../../secret",
                "/static/./../secret",
                "/static/%2e%2e/secret",
                "/static/%2E%2E/secret",
                "/static/.%2e/secret",
                "/static/%2e%2e%2fsecret",
                "/static/..%2fsecret",
                "/static/..%2Fsecret",
                "/static/dir%2f..%2f..%2fsecret",
                "/static/dir/%2e%2e/%2e%2e/secret",
                "/static/%252e%252e/secret",
                "/static/..\\secret",
                "/static/..%5csecret",
                "/static/dir\\..\\..\\secret",
                "/static/.../secret",
                "/static/....//secret",
                "/static/..;/secret",
                "/static//etc/passwd",
                "/static///etc/passwd",
                "/static/%2fetc/passwd",
                "/static/%2fetc%2fpasswd",
                "/static//host/share",
                "/static/C:/secret",
                "/static/C:%5csecret",
                "/static/file:///etc/passwd",
                "/static/~/secret",
                "/static/..",
                "/static/../",
                "/static/dir/../..",
                "/static/%00",
                "/static/file.txt%00",
                "/static/file.txt%00.png",
                "/static/../secret%00",
                "/static/%c0%ae%c0%ae/secret",
                "/static/%u002e%u002e/secret",
                "/static/%ef%bc%8e%ef%bc%8e/secret",
                "/../secret",
                "/..%2fsecret",
                "/static/../static-private/secret",
                "/static-private/secret",
                "/static/dir/x.txt/../../../secret"
            })
    void b43_outOfTheFolder(String target) throws Exception {
        RawResponse response = get(target);
        assertTrue(response.status() == 404 || response.status() == 400, "" + response);
        assertFalse(response.text().contains(SECRET), target);
    }

    /** What is outside is answered alike, whether it is there or not. */
    @Test
    void b43_noOracle() throws Exception {
        for (String prefix : new String[] {"/static/../", "/static/%2e%2e/", "/static/..%2f"}) {
            RawResponse there = get(prefix + "secret");
            RawResponse missing = get(prefix + "missing");
            assertEquals(missing.line(), there.line());
            assertEquals(missing.text().replace("missing", ""), there.text().replace("secret", ""));
        }
        Files.createSymbolicLink(root.resolve("out"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("nowhere"), folder.resolve("missing"));
        assertEquals(get("/static/nowhere").line(), get("/static/out").line());
    }

    @Test
    void b44_linksToTheOutside() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("folder"), folder);
        assertEquals(404, get("/static/link").status());
        assertEquals(404, get("/static/folder/secret").status());
        assertEquals(200, get("/static/folder/static/file.txt").status()); // And back.
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "br", "zst"})
    void b44_linksBesideAFile(String suffix) throws Exception {
        Files.createSymbolicLink(root.resolve("file.txt." + suffix), folder.resolve("secret"));
        RawResponse response = get("/static/file.txt", "Accept-Encoding: gzip, br, zstd");
        assertEquals(200, response.status());
        assertEquals(CONTENT, response.text());
        assertEquals(null, response.header("Content-Encoding"));
    }

    @Test
    void b44_linksInACircle() throws Exception {
        Files.createSymbolicLink(root.resolve("a"), root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("self"), root.resolve("self"));
        assertEquals(404, get("/static/a").status());
        assertEquals(404, get("/static/self").status());
        assertEquals(404, get("/static/self/file.txt").status());
    }

    /** A folder whose name goes on is another folder. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static-private/secret",
                "/staticsecret",
                "/static/../static-private/secret",
                "/static/..%2fstatic-private%2fsecret"
            })
    void b45_aSimilarName(String target) throws Exception {
        Files.createSymbolicLink(root.resolve("near"), folder.resolve("static-private"));
        assertEquals(404, get(target).status());
        assertEquals(404, get("/static/near/secret").status());
    }

    @Test
    void b46_namesInAListing() throws Exception {
        Files.writeString(root.resolve("<img src=x onerror=alert(1)>.txt"), CONTENT);
        Files.writeString(root.resolve("\"><script>alert(2)<"), CONTENT);
        Files.writeString(root.resolve("javascript:alert(3)"), CONTENT);
        Files.writeString(root.resolve("a&b%41?c#d'e"), CONTENT);
        String page = get("/listed/").text();
        assertFalse(page.contains("<img"), page);
        assertFalse(page.contains("<script>alert"), page);
        assertFalse(page.matches("(?s).*href=\"?'?javascript:.*"), page);
        assertFalse(page.matches("(?s).*href=[^\"'].*"), page);
        assertTrue(
                page.contains("a&amp;b%2541%3Fc%23d") || page.contains("a%26b%2541%3Fc%23d"), page);
        assertEquals(CONTENT, get("/listed/a%26b%2541%3Fc%23d%27e").text());
    }

    @Test
    void b46_theTitleOfAListing() throws Exception {
        Path strange = Files.createDirectories(root.resolve("<b>\"x\"&"));
        Files.writeString(strange.resolve("y"), CONTENT);
        String page = get("/listed/%3Cb%3E%22x%22&/").text();
        assertTrue(page.contains(">y<"), page);
        assertFalse(page.contains("<b>"), page);
    }

    // ---------------------------------------------------------------- strange files

    @Test
    void b47_whatIsNoFile() throws Exception {
        Path pipe = root.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", "" + pipe).start().waitFor());
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            for (String name : new String[] {"pipe", "socket", "dir", "dir/"}) {
                int status = get("/static/" + name).status();
                assertTrue(status == 403 || status == 404, name + " " + status);
            }
        }
        Path device = Files.createSymbolicLink(root.resolve("device"), Path.of("/dev/zero"));
        assertEquals(404, get("/static/" + device.getFileName()).status());
    }

    @Test
    void b47_longNames() throws Exception {
        assertEquals(404, get("/static/" + "x".repeat(300)).status());
        assertEquals(404, get("/static/" + "x".repeat(5000)).status());
        assertEquals(404, get("/static/" + "x/".repeat(3000)).status());
    }

    /** Files that come, change and go meanwhile: an answer that is whole, or none. */
    @Test
    void b47_filesThatChange() throws Exception {
        Path file = root.resolve("changing");
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            Random random = new Random(7);
                            while (!Thread.interrupted()) {
                                change(file, random);
                            }
                        });
        try {
            for (int i = 0; i < 500; i++) {
                try (RawClient client = site.connect()) {
                    client.send("GET /static/changing HTTP/1.1\r\nHost: a\r\n\r\n");
                    int status = readWhateverComes(client);
                    assertTrue(
                            status == 200 || status == 403 || status == 404 || status == -1,
                            "" + status);
                }
            }
        } finally {
            writer.interrupt();
            writer.join();
        }
        site.log().removeIf(each -> each.contains("/static/changing")); // No client's fault.
    }

    private static void change(Path file, Random random) {
        try {
            if (random.nextInt(3) == 0) {
                Files.deleteIfExists(file);
            } else {
                Files.writeString(file, "x".repeat(random.nextInt(200_000)));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** -1 where the connection ends in the middle, as it must where the file is cut off. */
    private static int readWhateverComes(RawClient client) {
        try {
            RawResponse response = client.response();
            return response == null ? -1 : response.status();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("The server says nothing more", e);
        } catch (IOException e) {
            return -1;
        }
    }

    // ---------------------------------------------------------------- ranges

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=10-",
                "bytes=10-20",
                "bytes=100-",
                "bytes=-0",
                "bytes=99999999999999999999-",
                "bytes=9223372036854775807-",
                "bytes=18446744073709551616-18446744073709551617"
            })
    void b48_rangesOutside(String range) throws Exception {
        RawResponse response = get("/static/file.txt", "Range: " + range);
        assertEquals(416, response.status(), range);
        assertEquals("bytes */10", response.header("Content-Range"));
    }

    /** What is no range is either refused or all is sent, never something else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=a-f",
                "bytes=5-2",
                "bytes=0--10",
                "bytes=-",
                "bytes=--5",
                "bytes=",
                "bytes",
                "",
                "blocks=0-1",
                "bytes=0x1-2",
                "bytes=+1-2",
                "bytes=1_0-2",
                "bytes=\u00b2-3",
                "bytes=\u00d9\u00a1-3",
                "bytes=1-2;",
                "bytes 1-2",
                "bytes=1",
                "bytes=1.5-2"
            })
    void b48_whatIsNoRange(String range) throws Exception {
        RawResponse response = get("/static/file.txt", "Range: " + range);
        if (response.status() == 416) {
            assertEquals("bytes */10", response.header("Content-Range"));
        } else {
            assertEquals(200, response.status(), range);
            assertEquals(CONTENT, response.text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0",
        "bytes=9-, 9",
        "bytes=2-4, 234",
        "bytes=-3, 789",
        "bytes=0-99999999999999999999, 0123456789",
        "bytes=5-9223372036854775807, 56789",
        "bytes=-99999999999, 0123456789",
        "bytes=-99999999999999999999999, 0123456789"
    })
    void b48_ranges(String range, String part) throws Exception {
        RawResponse response = get("/static/file.txt", "Range: " + range);
        assertEquals(206, response.status(), range);
        assertEquals(part, response.text());
    }

    @Test
    void b48_manyRanges() throws Exception {
        String many = "bytes=" + "0-,".repeat(1000) + "0-";
        RawResponse response = get("/static/file.txt", "Range: " + many);
        assertTrue(response.status() == 200 || response.status() == 416, "" + response);
        assertTrue(response.body().length <= 1000, "" + response.body().length);
    }

    // ---------------------------------------------------------------- routes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.com/..",
                "//evil.com/%2e%2e",
                "//evil.com/static/dir",
                "/\\evil.com/static/dir",
                "//evil.com//listed/dir",
                "/listed//evil.com",
                "/listed//evil.com/..",
                "/listed/\\evil.com",
                "/listed/dir",
                "/listed"
            })
    void b49_noRedirectToOthers(String target) throws Exception {
        RawResponse response = get(target);
        String location = response.header("Location");
        assertTrue(
                location == null
                        || !location.startsWith("//")
                                && !location.startsWith("/\\")
                                && !location.contains("evil"),
                target + " leads to " + location);
    }

    /** Unknown paths are not remembered. */
    @Test
    void b50_manyUnknownPaths() throws Exception {
        long before = usedAfter(0);
        long after = usedAfter(20_000);
        assertTrue(after - before < 4_000_000, (after - before) + " bytes more");
    }

    private long usedAfter(int requests) throws Exception {
        try (RawClient client = site.connect()) {
            String filler = "x".repeat(500);
            for (int i = 0; i < requests; i += 10) {
                StringBuilder some = new StringBuilder();
                for (int j = i; j < i + 10; j += 2) {
                    some.append("GET /" + filler + j + " HTTP/1.1\r\nHost: a\r\n\r\n");
                    some.append("GET /static/" + filler.substring(250) + j);
                    some.append(" HTTP/1.1\r\nHost: a\r\n\r\n");
                }
                client.send("" + some);
                for (int j = 0; j < 10; j++) {
                    client.response(404);
                }
            }
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void b50_otherMethods() throws Exception {
        try (RawClient client = site.connect()) {
            for (int i = 0; i < 500; i++) {
                client.send("GET /only-post HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals("POST", client.response(405).header("Allow"));
                client.send("BREW" + "X".repeat(i) + " /hello HTTP/1.1\r\nHost: a\r\n\r\n");
                assertTrue(client.response(405).header("Allow").contains("GET"));
            }
        }
    }

    @Test
    void b51_expressionsThatBacktrack() throws Exception {
        long begin = System.nanoTime();
        assertEquals("matched", get("/letters/aaab").text());
        for (int i = 0; i < 3; i++) {
            assertEquals(404, get("/letters/" + "a".repeat(5000) + "c").status());
        }
        assertTrue(System.nanoTime() - begin < 3_000_000_000L, "took too long");
        assertEquals(1, site.log().size(), "whoever wrote the expression is told once");
        site.log().clear();
    }

    @Test
    void b51_thousandsOfRoutes() throws Exception {
        try (Site many = Site.start(StaticAndRoutingTest::manyRoutes);
                RawClient client = many.connect()) {
            assertEquals("x", get(many, "/many/4999/x/end4999").text());
            long begin = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                client.send("GET /many/4999/x/end4999 HTTP/1.1\r\nHost: a\r\n\r\n");
                client.response(200);
            }
            assertTrue(System.nanoTime() - begin < 3_000_000_000L, "took too long");
        }
    }

    private static void manyRoutes(Application app) {
        for (int i = 0; i < 5000; i++) {
            String path = "/many/" + i + "/{name}/end" + i;
            app.get(path, request -> Response.text(request.pathText("name")));
        }
    }
}
