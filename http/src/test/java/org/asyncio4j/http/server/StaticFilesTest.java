package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.atomically;
import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.asyncio4j.Coroutine;
import org.asyncio4j.RunOptions;
import org.asyncio4j.http.FileBody;
import org.asyncio4j.http.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In a folder {@code www} beside which there are others that are nobody's business. */
@Timeout(10)
class StaticFilesTest {
    private static final Instant CHANGED = Instant.parse("2024-05-06T07:08:09.123456789Z");

    @TempDir Path folder;

    private Path root;
    private StaticFiles files;

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectory(folder.resolve("www"));
        write("page.html", "0123456789");
        write("dir/inner.txt", "inner");
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectory(folder.resolve("www-private"));
        Files.writeString(folder.resolve("www-private/secret"), "secret");
        files = new StaticFiles(root);
    }

    private Path write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(CHANGED));
        return file;
    }

    private FileAnswer get(String rawPath, String... headers) {
        return answer("GET", rawPath, headers);
    }

    private FileAnswer answer(String method, String rawPath, String... headers) {
        return inLoop(
                () -> files.answer(method, Headers.of(headers), rawPath, "/static" + rawPath));
    }

    private static <T, X extends Exception> T inLoop(Coroutine<T, X> body) throws X {
        return run(RunOptions.DEFAULT.withHandleSignals(false), body);
    }

    /** What would be sent. */
    private static String sent(FileAnswer answer) throws IOException {
        if (answer.body() instanceof FileBody file) {
            byte[] all = Files.readAllBytes(file.file());
            return new String(all, (int) file.offset(), (int) file.length());
        }
        return new String(answer.body().bytes());
    }

    private void assertMissing(String rawPath) throws IOException {
        assertError(404, "404: Not Found", rawPath);
    }

    private void assertForbidden(String rawPath) throws IOException {
        assertError(403, "403: Forbidden", rawPath);
    }

    private void assertError(int status, String text, String rawPath) throws IOException {
        FileAnswer answer = get(rawPath);
        assertEquals(status, answer.status(), rawPath);
        assertEquals(text, sent(answer));
        assertEquals(new Headers(), answer.headers());
    }

    // ---------------------------------------------------------------- files

    @Test
    void aFileIsSentWithWhatIsKnownOfIt() throws IOException {
        FileAnswer answer = get("/page.html");

        assertEquals(200, answer.status());
        assertEquals("0123456789", sent(answer));
        assertEquals(10, answer.body().length());
        assertEquals(
                """
                ETag: "17ccd493bd5b0715-a"
                Last-Modified: Mon, 06 May 2024 07:08:09 GMT
                Accept-Ranges: bytes
                Content-Type: text/html; charset=utf-8
                """,
                answer.headers().toString());
    }

    @Test
    void headIsAsGet() {
        FileAnswer answer = answer("HEAD", "/page.html", "Range", "bytes=0-1");

        assertEquals(200, answer.status());
        assertEquals(10, answer.body().length());
    }

    @Test
    void textHasTheCharsetThatIsSaid() throws IOException {
        write("app.js", "1");
        write("a.png", "1");
        write("a.unknown", "1");
        write("none", "1");

        assertEquals("text/javascript; charset=utf-8", typeOf("/app.js"));
        assertEquals("image/png", typeOf("/a.png"));
        assertEquals("application/octet-stream", typeOf("/a.unknown"));
        assertEquals("application/octet-stream", typeOf("/none"));
        files = files.withCharset("iso-8859-15");
        assertEquals("text/javascript; charset=iso-8859-15", typeOf("/app.js"));
        files = files.withCharset(null);
        assertEquals("text/javascript", typeOf("/app.js"));
    }

    private String typeOf(String rawPath) {
        return get(rawPath).headers().get("Content-Type");
    }

    @Test
    void anEmptyFileIsSent() throws IOException {
        write("empty", "");

        assertEquals(200, get("/empty").status());
        assertEquals(0, get("/empty").body().length());
        assertEquals(416, get("/empty", "Range", "bytes=0-").status());
        assertEquals(200, get("/empty", "Range", "bytes=-1").status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/ä b%.txt|/%C3%A4%20b%25.txt", "/a+b.txt|/a+b.txt", "/a:b.txt|/a:b.txt"})
    void namesMayHaveAnyCharacters(String name, String rawPath) throws IOException {
        write(name.substring(1), "content");

        assertEquals("content", sent(get(rawPath)));
    }

    @Test
    void aPartIsSent() throws IOException {
        FileAnswer part = get("/page.html", "Range", "bytes=2-4");

        assertEquals(206, part.status());
        assertEquals("234", sent(part));
        assertEquals("bytes 2-4/10", part.headers().get("Content-Range"));
        assertEquals("text/html; charset=utf-8", part.headers().get("Content-Type"));
    }

    @Test
    void b48_aPartThatIsNotThere() {
        FileAnswer answer = get("/page.html", "Range", "bytes=10-");

        assertEquals(416, answer.status());
        assertEquals("bytes */10", answer.headers().get("Content-Range"));
        assertNull(answer.headers().get("Content-Type"));
        assertEquals(0, answer.body().length());
    }

    @Test
    void aPartOfAnotherStateIsTheWhole() throws IOException {
        String tag = get("/page.html").headers().get("ETag");

        assertEquals("9", sent(get("/page.html", "Range", "bytes=-1", "If-Range", tag)));
        assertEquals(
                "0123456789", sent(get("/page.html", "Range", "bytes=-1", "If-Range", "\"x\"")));
    }

    @Test
    void anyPartsTogetherAreTheFile() throws IOException {
        long seed = 50;
        Random random = new Random(seed);
        byte[] content = new byte[5000];
        random.nextBytes(content);
        Path file = root.resolve("random.bin");
        Files.write(file, content);
        for (int i = 0; i < 50; i++) {
            byte[] received = new byte[content.length];
            for (int at = 0; at < content.length; ) {
                int end = Math.min(content.length, at + 1 + random.nextInt(1000)) - 1;
                String range = "bytes=" + at + "-" + end;
                FileBody part = (FileBody) get("/random.bin", "Range", range).body();
                byte[] all = Files.readAllBytes(part.file());
                System.arraycopy(all, (int) part.offset(), received, at, (int) part.length());
                at = end + 1;
            }
            assertArrayEquals(content, received, "seed " + seed);
        }
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() {
        FileAnswer first = get("/page.html");
        String tag = first.headers().get("ETag");
        String modified = first.headers().get("Last-Modified");
        files = files.withHeader("Cache-Control", "max-age=60");

        FileAnswer byTag = get("/page.html", "If-None-Match", tag);
        FileAnswer byTime = get("/page.html", "If-Modified-Since", modified);

        for (FileAnswer answer : new FileAnswer[] {byTag, byTime}) {
            assertEquals(304, answer.status());
            assertEquals(0, answer.body().length());
            assertEquals(tag, answer.headers().get("ETag"));
            assertEquals("max-age=60", answer.headers().get("Cache-Control"));
            assertNull(answer.headers().get("Content-Type"));
        }
        assertEquals(412, get("/page.html", "If-Match", "\"x\"").status());
        assertNull(get("/missing").headers().get("Cache-Control"));
    }

    // ---------------------------------------------------------------- changes

    @Test
    void b47_aChangeIsNoticedAtOnce() throws IOException {
        String tag = get("/page.html").headers().get("ETag");
        Files.writeString(root.resolve("page.html"), "longer than before");

        FileAnswer changed = get("/page.html", "If-None-Match", tag);

        assertEquals(200, changed.status());
        assertEquals("longer than before", sent(changed));
        Files.delete(root.resolve("page.html"));
        assertMissing("/page.html");
        Files.createDirectory(root.resolve("page.html"));
        assertForbidden("/page.html");
    }

    @Test
    void whatWasServedAMomentAgoNeedsNoThread() throws IOException {
        inLoop(() -> {
            Headers none = new Headers();
            files.answer("GET", none, "/page.html", "/page.html");
            // Refuses to wait: with a thread it would have to.
            FileAnswer again =
                    atomically(() -> files.answer("GET", none, "/page.html", "/page.html"));
            assertEquals(200, again.status());
            return null;
        });
    }

    @Test
    void b50_namesThatAreNotThereAreNotRemembered() throws IOException {
        RecentFiles recent = new RecentFiles();
        var facts = new FileFacts(root, 1, CHANGED, null);
        for (int i = 0; i < 10_000; i++) {
            recent.add("/" + i, new ServedFile(facts, List.of()), "text/plain");
            assertTrue(recent.size() <= 1024);
        }
    }

    // ---------------------------------------------------------------- compressed

    @Test
    void whatIsCompressedAlreadyIsSentToWhoTakesIt() throws IOException {
        write("app.js", "plain");
        write("app.js.gz", "gzipped");
        write("app.js.br", "brotli!");

        FileAnswer gzip = get("/app.js", "Accept-Encoding", "gzip");
        FileAnswer brotli = get("/app.js", "Accept-Encoding", "gzip, deflate, br, zstd");
        FileAnswer plain = get("/app.js");

        assertEquals("gzipped", sent(gzip));
        assertEquals("gzip", gzip.headers().get("Content-Encoding"));
        assertEquals("brotli!", sent(brotli));
        assertEquals("br", brotli.headers().get("Content-Encoding"));
        assertEquals("plain", sent(plain));
        assertNull(plain.headers().get("Content-Encoding"));
        for (FileAnswer answer : new FileAnswer[] {gzip, brotli, plain}) {
            assertEquals("Accept-Encoding", answer.headers().get("Vary"));
            assertEquals("text/javascript; charset=utf-8", answer.headers().get("Content-Type"));
        }
        // Of the same size and time, but other bytes.
        assertNotEquals(gzip.headers().get("ETag"), brotli.headers().get("ETag"));
        String tag = gzip.headers().get("ETag");
        FileAnswer known = get("/app.js", "Accept-Encoding", "gzip", "If-None-Match", tag);
        assertEquals(304, known.status());
        assertEquals("Accept-Encoding", known.headers().get("Vary"));
        assertEquals(200, get("/app.js", "Accept-Encoding", "br", "If-None-Match", tag).status());
        assertEquals("gz", sent(get("/app.js", "Accept-Encoding", "gzip", "Range", "bytes=0-1")));
    }

    @Test
    void b44_whatIsBesideAFileCountsOnlyIfItIsAFile() throws IOException {
        write("app.js", "plain");
        Files.createSymbolicLink(root.resolve("app.js.gz"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("app.js.zst"), root.resolve("page.html"));
        Files.createDirectory(root.resolve("app.js.br"));

        FileAnswer answer = get("/app.js", "Accept-Encoding", "gzip, br, zstd");

        assertEquals("plain", sent(answer));
        assertNull(answer.headers().get("Vary"));
    }

    // ---------------------------------------------------------------- what is not sent

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/../../etc/passwd",
                "/dir/../../secret",
                "/%2e%2e/secret",
                "/%2e%2e%2fsecret",
                "/..%5csecret",
                "/..\\secret",
                "//etc/passwd",
                "/%2fetc%2fpasswd",
                "/../www-private/secret",
                "/-private/secret",
                "-private/secret",
                "/../www/page.html",
                "//host/share",
                "/C:/Windows",
                "/page.html%00.txt",
                "/page.html/",
                "/page.html/more",
                "/missing",
                "/dir/missing/",
                "/%zz"
            })
    void b43_b45_onlyWhatIsBelowIsThere(String rawPath) throws IOException {
        assertMissing(rawPath);
    }

    @Test
    void b44_linksMayLeadInsideOnly() throws IOException {
        Files.createSymbolicLink(root.resolve("inside"), Path.of("dir/inner.txt"));
        Files.createSymbolicLink(root.resolve("outside"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("private"), folder.resolve("www-private"));
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("../no-such-file"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));

        assertEquals("inner", sent(get("/inside")));
        assertMissing("/outside");
        assertMissing("/private");
        assertMissing("/private/");
        assertMissing("/private/secret");
        assertMissing("/private/no-such-file");
        assertMissing("/nowhere");
        assertMissing("/loop");
        assertMissing("/loop/x");

        files = files.withLinksAnywhere(true);
        assertEquals("secret", sent(get("/outside")));
        assertEquals("secret", sent(get("/private/secret")));
        assertMissing("/nowhere");
        assertMissing("/loop");
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        files = new StaticFiles(link);

        assertEquals("inner", sent(get("/dir/inner.txt")));
        Files.delete(link);
        Files.createSymbolicLink(link, folder.resolve("www-private"));
        assertEquals("secret", sent(get("/secret")));
    }

    @Test
    void hiddenFilesAreNotThere() throws IOException {
        write(".env", "password");
        write(".git/config", "url");
        write(".well-known/security.txt", "mail");

        assertMissing("/.env");
        assertMissing("/.git/config");
        assertEquals("mail", sent(get("/.well-known/security.txt")));
        files = files.withHidden(true);
        assertEquals("password", sent(get("/.env")));
    }

    @Test
    void b47_whatIsNoFileIsNotOpened() throws Exception {
        Path pipe = root.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Files.createSymbolicLink(root.resolve("null"), Path.of("/dev/null"));

        assertForbidden("/pipe");
        assertMissing("/null");
        files = files.withLinksAnywhere(true);
        assertForbidden("/null");
        assertEquals(403, inLoop(() -> FileAnswer.of("GET", new Headers(), pipe)).status());
    }

    @Test
    void b47_whatMustNotBeReadIsForbidden() throws IOException {
        Path file = write("private.txt", "private");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        // Root may read everything.
        assumeFalse(Files.isReadable(file), "this user may read everything");

        assertForbidden("/private.txt");
    }

    @Test
    void b47_aNameThatIsTooLongIsNotThere() throws IOException {
        assertMissing("/" + "a".repeat(300));
        assertMissing("/" + "a/".repeat(3000) + "a");
    }

    @Test
    void aFileOfItsOwnIsAnswered() throws IOException {
        Headers none = new Headers();

        FileAnswer answer = inLoop(() -> FileAnswer.of("GET", none, root.resolve("dir/inner.txt")));

        assertEquals(200, answer.status());
        assertEquals("inner", sent(answer));
        assertEquals("text/plain; charset=utf-8", answer.headers().get("Content-Type"));
        assertEquals(404, inLoop(() -> FileAnswer.of("GET", none, root.resolve("x"))).status());
        assertEquals(403, inLoop(() -> FileAnswer.of("GET", none, root)).status());
    }

    @Test
    void aFolderThatIsNotThereIsRefusedAtOnce() {
        Path file = root.resolve("page.html");

        var refusal = assertThrows(IllegalArgumentException.class, () -> new StaticFiles(file));

        assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> files.withIndex("../index.html"));
    }

    // ---------------------------------------------------------------- folders

    @Test
    void aFolderIsForbidden() throws IOException {
        assertForbidden("/");
        assertForbidden("/dir/");
        assertForbidden("/dir");
    }

    @Test
    void theIndexStandsForItsFolder() throws IOException {
        write("index.html", "top");
        write("dir/index.html", "below");
        files = files.withIndex("index.html");

        assertEquals("top", sent(get("/")));
        assertEquals("below", sent(get("/dir/")));
        assertEquals("text/html; charset=utf-8", typeOf("/dir/"));
        Files.delete(root.resolve("dir/index.html"));
        assertForbidden("/dir/");
    }

    @ParameterizedTest
    @CsvSource({
        "/dir,/static/dir,./dir/",
        "'',/static,./static/",
        "/a%3Ab%5c,/a%3Ab%5c,",
        "/a%3Ab,/static/a%3Ab,./a%3Ab/",
        "/ä%20%22,/static/ä%20%22,./%C3%A4%20%22/",
    })
    void b49_aFolderWithoutSlashLeadsToTheSameWithOne(
            String rawPath, String rawUrl, String location) throws IOException {
        Files.createDirectories(root.resolve("a:b"));
        Files.createDirectories(root.resolve("ä \""));
        files = files.withListing(true);

        FileAnswer answer = inLoop(() -> files.answer("GET", new Headers(), rawPath, rawUrl));

        assertEquals(location, answer.headers().get("Location"));
        assertEquals(location == null ? 404 : 302, answer.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.com/..", "//evil.com/%2e%2e", "//evil.com", "/\\evil.com"})
    void b49_noRedirectLeadsToAnotherServer(String rawUrl) throws IOException {
        files = files.withListing(true);

        FileAnswer answer = inLoop(() -> files.answer("GET", new Headers(), rawUrl, rawUrl));

        assertEquals(404, answer.status());
        assertNull(answer.headers().get("Location"));
    }

    @Test
    void aListShowsWhatIsThere() throws IOException {
        write("b.txt", "123");
        write(".hidden", "1");
        Files.createSymbolicLink(root.resolve("outside"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("inside"), Path.of("b.txt"));
        files = files.withListing(true);

        FileAnswer answer = get("/");

        String page = sent(answer);
        assertEquals(200, answer.status());
        assertEquals("text/html; charset=utf-8", answer.body().contentType());
        assertEquals("../ dir/ b.txt inside page.html", links(page));
        assertTrue(page.contains("<h1>/static/</h1>"), page);
        assertTrue(page.contains(">3</td><td>2024-05-06 07:08<"), page);
        assertFalse(page.contains("secret") || page.contains("hidden"), page);
        assertEquals("../ inner.txt", links(sent(get("/dir/"))));
        assertMissing("/missing/");
        files = files.withHidden(true).withLinksAnywhere(true);
        assertEquals("../ dir/ .hidden b.txt inside outside page.html", links(sent(get("/"))));
    }

    private static String links(String page) {
        StringBuilder links = new StringBuilder();
        Matcher matcher = Pattern.compile("<a href=\"[^\"]*\">([^<]*)</a>").matcher(page);
        while (matcher.find()) {
            links.append(links.isEmpty() ? "" : " ").append(matcher.group(1));
        }
        return links.toString();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "<img src=x onerror=alert(1)>",
                "\"><script>alert(1)<",
                "' onclick='alert(1)",
                "&lt;b&gt;",
                "javascript:alert(1)",
                "a?b#c",
                "a%2e%2e",
            })
    void b46_namesInAListAreOnlyText(String name) throws IOException {
        Files.writeString(root.resolve(name), "content");
        files = files.withListing(true);

        String page = sent(get("/"));

        Matcher link =
                Pattern.compile("<a href=\"\\./([A-Za-z0-9%._*-]+)\">([^<>\"']*)</a>")
                        .matcher(page.substring(page.indexOf("dir/</a>")));
        assertTrue(link.find(), page);
        while (unescape(link.group(2)).equals("page.html")) {
            assertTrue(link.find(), page);
        }
        assertEquals(name, unescape(link.group(2)));
        assertEquals("content", sent(get("/" + link.group(1))));
        assertFalse(page.contains("<img") || page.contains("<script"), page);
    }

    private static String unescape(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    // ---------------------------------------------------------------- versions

    @Test
    void aVersionChangesWithTheContent() throws IOException {
        write("css/app ä.css", "one");

        String first = versioned("css/app ä.css");
        String again = versioned("css/app ä.css");
        write("css/app ä.css", "three");
        String changed = versioned("css/app ä.css");

        assertTrue(first.matches("css/app%20%C3%A4\\.css\\?v=[A-Za-z0-9_-]{12}"), first);
        assertEquals(first, again);
        assertNotEquals(first, changed);
        assertEquals("three", sent(get("/" + changed.substring(0, changed.indexOf('?')))));
        assertEquals("missing.css", versioned("missing.css"));
        assertEquals("../secret", versioned("../secret"));
    }

    private String versioned(String name) throws IOException {
        return inLoop(() -> files.versioned(name));
    }
}
