package org.asyncio4j.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.launcher.LauncherTest.Command;
import org.asyncio4j.launcher.LauncherTest.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the commands {@code serve} and {@code fetch} as a user does, as processes. */
@Timeout(120)
class CommandsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final String APPLICATION =
            """
            import org.asyncio4j.http.server.*;

            Application app() {
                Application app = new Application();
                app.get("/", request -> Response.text("Hello from a program"));
                return app;
            }

            void main() {
                IO.println("main runs");
            }
            """;

    /** One for all tests, so that the library is prepared once. */
    @TempDir static Path cache;

    @TempDir Path folder;

    private TestServer server;
    private Process process;

    @BeforeAll
    static void prepareTheLibraryOnce(@TempDir Path folder) throws Exception {
        Command.of(PROJECT, folder, cache).run("fetch", "http://127.0.0.1:1/", "--retries", "0");
        // The archive that is being made in the background.
        for (int i = 0; i < 600 && !isArchived(); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertTrue(isArchived());
    }

    private static boolean isArchived() throws IOException {
        try (Stream<Path> files = Files.walk(cache, 2)) {
            return files.anyMatch(file -> file.endsWith("http.jsa"));
        } catch (UncheckedIOException _) {
            return false; // A file has been renamed while the folder was read.
        }
    }

    @BeforeEach
    void startServer() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(cache, 4)) {
            // JUnit would delete folders in which the background still works.
            Path[] lists = files.filter(file -> file.endsWith("program.lst")).toArray(Path[]::new);
            for (Path list : lists) {
                for (int i = 0; i < 600 && !hasArchive(list); i++) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        }
    }

    private static boolean hasArchive(Path list) {
        return Files.exists(list.resolveSibling("program.jsa"));
    }

    private Command command() {
        return Command.of(PROJECT, folder, cache);
    }

    private Result fetch(String... arguments) throws Exception {
        String[] all =
                Stream.concat(Stream.of("fetch"), Stream.of(arguments)).toArray(String[]::new);
        return command().run(all);
    }

    private byte[] content(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    /** But for those that a command's output goes to. */
    private TreeSet<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            TreeSet<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.matches("(output|errors)[0-9]+"))
                    .forEach(names::add);
            return names;
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    // ---------------------------------------------------------------- fetch

    @Test
    void aFileIsSavedByTheNameInItsUrl() throws Exception {
        server.page("/some/page.txt?x=1", text("content"));

        Result result = fetch(server.url("/some/page.txt?x=1"));

        assertEquals(new Result(0, "", "page.txt: 7 B\n"), result);
        assertEquals("content", Files.readString(folder.resolve("page.txt")));
        assertEquals(new TreeSet<>(List.of("page.txt")), files());
        String request = server.requests().getFirst();
        assertTrue(request.contains("Accept-Encoding: identity\r\n"), request);
    }

    @Test
    void manyAreDownloadedIntoAFolder() throws Exception {
        byte[] big = random(3_000_000);
        server.page("/a/file.bin", big);
        server.page("/b/file.bin", text("other"));
        server.page("/", text("index"));

        Result result =
                fetch(
                        "-Onew/folder",
                        "-j2",
                        server.url("/a/file.bin"),
                        server.url("/b/file.bin"),
                        server.url("/"));
        assertEquals(0, result.status(), result.errors());
        assertArrayEquals(big, content("new/folder/file.bin"));
        assertArrayEquals(text("other"), content("new/folder/file-2.bin"));
        assertArrayEquals(text("index"), content("new/folder/index.html"));
        String summary = result.errors().lines().toList().getLast();
        assertTrue(summary.matches("3 files, 3\\.0 MB in \\d+:\\d\\d"), result.errors());
    }

    @Test
    void theServersNameCountsButLeadsNowhereElse() throws Exception {
        server.page("/1", text("one"))
                .header("Content-Disposition: attachment; filename=\"../../evil.txt\"");
        server.page("/2", text("two"))
                .header("Content-Disposition: attachment; filename=\"C:\\\\x\\\\.bashrc\"");
        server.page("/3", text("three")).header("Content-Disposition: attachment");

        Result result = fetch(server.url("/1"), server.url("/2"), server.url("/3"));

        assertEquals(0, result.status(), result.errors());
        assertEquals(new TreeSet<>(List.of("3", "_.bashrc", "evil.txt")), files());
    }

    @Test
    void aFileThatIsThereIsNotReplacedUnlessWanted() throws Exception {
        server.page("/page.txt", text("new"));
        server.page("/other", text("new")).header("Content-Disposition: inline; filename=page.txt");
        Files.writeString(folder.resolve("page.txt"), "old");

        Result byUrl = fetch(server.url("/page.txt"));
        Result byServer = fetch(server.url("/other"));

        assertEquals(1, byUrl.status());
        assertTrue(byUrl.errors().contains("page.txt is there already; -f"), byUrl.errors());
        assertEquals(1, byServer.status());
        assertEquals("old", Files.readString(folder.resolve("page.txt")));
        assertEquals(0, fetch("-f", server.url("/page.txt")).status());
        assertEquals("new", Files.readString(folder.resolve("page.txt")));
    }

    @Test
    void oneMayBeGivenAName() throws Exception {
        server.page("/x", text("content")).header("Content-Disposition: inline; filename=y");

        assertEquals(0, fetch("-o", "mine.txt", server.url("/x")).status());
        Result standardOutput = fetch(server.url("/x"), "-o", "-");

        assertEquals("content", Files.readString(folder.resolve("mine.txt")));
        assertEquals(new Result(0, "content", ""), standardOutput);
        assertEquals(new TreeSet<>(List.of("mine.txt")), files());
    }

    @Test
    void whatBreaksOffIsGoneOnWith() throws Exception {
        byte[] content = random(1_000_000);
        server.page("/file", content).tag("\"1\"").cutAfter(300_000).cutAfter(200_000);

        Result result = fetch(server.url("/file"));

        assertEquals(0, result.status(), result.errors());
        assertArrayEquals(content, content("file"));
        assertEquals(new TreeSet<>(List.of("file")), files());
        assertEquals(3, server.requests().size());
        assertFalse(server.requests().get(0).contains("Range"));
        assertTrue(server.requests().get(1).contains("Range: bytes=300000-\r\n"));
        assertTrue(server.requests().get(1).contains("If-Range: \"1\"\r\n"));
        assertTrue(server.requests().get(2).contains("Range: bytes=500000-\r\n"));
        assertTrue(result.errors().contains("; trying again in 1 s\n"), result.errors());
    }

    @Test
    void theNextRunGoesOnWithAPart() throws Exception {
        byte[] content = random(1_000_000);
        var page = server.page("/file", content).tag("\"1\"").cutAfter(300_000);

        Result broken = fetch("--retries", "0", server.url("/file"));
        assertEquals(1, broken.status());
        assertEquals(new TreeSet<>(List.of("file.part", "file.part.info")), files());
        assertEquals(300_000, content("file.part").length);
        Result complete = fetch(server.url("/file"));

        assertEquals(0, complete.status(), complete.errors());
        assertArrayEquals(content, content("file"));
        assertEquals(new TreeSet<>(List.of("file")), files());
        assertTrue(server.requests().get(1).contains("Range: bytes=300000-\r\n"));
        page.cutAfter(0);
    }

    @Test
    void aPartOfAnotherStateIsThrownAway() throws Exception {
        server.page("/file", random(1_000_000)).tag("\"1\"").cutAfter(300_000);
        assertEquals(1, fetch("--retries", "0", server.url("/file")).status());
        byte[] changed = random(500_000);
        server.page("/file", changed).tag("\"2\"");

        Result result = fetch(server.url("/file"));

        assertEquals(0, result.status(), result.errors());
        assertArrayEquals(changed, content("file"));
        assertEquals(2, server.requests().size());
    }

    @Test
    void aPartOfAnotherStateIsNoticedWhereTheServerIsCareless() throws Exception {
        server.page("/file", random(1_000_000)).tag("\"1\"").cutAfter(300_000);
        assertEquals(1, fetch("--retries", "0", server.url("/file")).status());
        byte[] changed = random(500_000);
        server.page("/file", changed).tag("\"2\"").ignoresIfRange();

        Result result = fetch(server.url("/file"));

        assertEquals(0, result.status(), result.errors());
        assertArrayEquals(changed, content("file"));
        assertEquals(3, server.requests().size());
    }

    @Test
    void withoutANameOfItsStateNothingIsGoneOnWith() throws Exception {
        byte[] content = random(1_000_000);
        server.page("/file", content).cutAfter(300_000).cutAfter(400_000);

        Result result = fetch("--retries", "1", server.url("/file"));
        assertEquals(0, result.status(), result.errors());
        assertArrayEquals(content, content("file"));
        server.page("/weak", content).tag("W/\"1\"").cutAfter(300_000);
        assertEquals(1, fetch("--retries", "0", server.url("/weak")).status());

        assertEquals(new TreeSet<>(List.of("file")), files());
        assertFalse(String.join("", server.requests()).contains("Range"));
    }

    @Test
    void aPartThatIsCompleteIsTheFile() throws Exception {
        server.page("/file", text("content")).tag("\"1\"");
        Files.writeString(folder.resolve("file.part"), "content");
        Files.writeString(folder.resolve("file.part.info"), server.url("/file") + "\n\"1\"\n");

        Result result = fetch(server.url("/file"));

        assertEquals(0, result.status(), result.errors());
        assertEquals("content", Files.readString(folder.resolve("file")));
        Files.writeString(folder.resolve("file.part"), "content that is too long");
        Files.writeString(folder.resolve("file.part.info"), server.url("/file") + "\n\"1\"\n");
        assertEquals(0, fetch("-f", server.url("/file")).status());
        assertEquals("content", Files.readString(folder.resolve("file")));
    }

    @Test
    void theStandardOutputIsGoneOnWithToo() throws Exception {
        byte[] content = "0123456789".repeat(30_000).getBytes(StandardCharsets.US_ASCII);
        server.page("/file", content).tag("\"1\"").cutAfter(100_000);
        server.page("/other", content).cutAfter(100_000);

        Result result = fetch("-q", "-o", "-", server.url("/file"));
        Result impossible = fetch("-q", "-o", "-", server.url("/other"));

        assertEquals(new Result(0, new String(content, StandardCharsets.US_ASCII), ""), result);
        assertEquals(1, impossible.status());
        assertTrue(impossible.errors().contains("on the standard output already"));
    }

    @Test
    void failuresAreToldAndTheOthersDownloaded() throws Exception {
        server.page("/file", text("content"));
        server.page("/gone", text("")).status(410);
        server.page("/busy", text("later")).failWith(503).header("Retry-After: 0");

        Result result =
                fetch(
                        server.url("/file"),
                        server.url("/missing"),
                        server.url("/gone"),
                        server.url("/busy"));

        assertEquals(1, result.status());
        String errors = result.errors();
        assertTrue(
                errors.contains(
                        "asyncio4j: " + server.url("/missing") + ": the server answers 404"),
                errors);
        assertTrue(errors.contains("the server answers 410 Some Reason\n"), errors);
        assertTrue(errors.contains("busy: the server answers 503 Some Reason; trying"), errors);
        assertTrue(errors.lines().toList().getLast().startsWith("2 files, 12 B in "), errors);
        assertTrue(errors.endsWith("; 2 failed\n"), errors);
        assertEquals(new TreeSet<>(List.of("busy", "file")), files());
    }

    @Test
    void quietTellsFailuresOnly() throws Exception {
        server.page("/file", text("content"));

        Result result = fetch("-q", server.url("/file"), server.url("/missing"));

        assertEquals(1, result.status());
        assertEquals(1, result.errors().lines().count(), result.errors());
    }

    @Test
    void afterCtrlCTheSameCommandGoesOn() throws Exception {
        byte[] content = random(1_000_000);
        server.page("/file", content).tag("\"1\"").cutAfter(400_000).stalls();
        Process interrupted = command().start("fetch", server.url("/file"));
        process = interrupted;
        Path part = folder.resolve("file.part");
        while (!Files.exists(part) || Files.size(part) < 400_000) {
            TimeUnit.MILLISECONDS.sleep(20);
        }

        new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid())).start().waitFor();

        assertEquals(130, interrupted.waitFor());
        String errors = new String(interrupted.getErrorStream().readAllBytes());
        assertTrue(errors.endsWith("1 unfinished: the same command goes on with them\n"), errors);
        assertEquals(0, fetch(server.url("/file")).status());
        assertArrayEquals(content, content("file"));
        assertTrue(server.requests().getLast().contains("Range: bytes=400000-"));
    }

    @Test
    void misuseIsExplained() throws Exception {
        Files.writeString(folder.resolve("file"), "");

        assertMisuse("fetch needs a URL.", "fetch");
        assertMisuse(
                "'ftp://host/x' is not a URL that begins with http:// or https://.",
                "fetch",
                "ftp://host/x");
        assertMisuse(
                "'http://a b/' is not a URL that begins with http:// or https://.",
                "fetch",
                "http://a b/");
        assertMisuse("fetch has no option '--fast'.", "fetch", "--fast", "http://host/");
        assertMisuse(
                "fetch -o is for one URL; for several there is -O with a folder.",
                "fetch",
                "http://host/1",
                "http://host/2",
                "-o",
                "x");
        assertMisuse("'file' is not a folder.", "fetch", "-O", "file", "http://host/");
        assertMisuse("serve has no option '--fast'.", "serve", "--fast");
        assertMisuse("there is no folder 'missing'.", "serve", "missing");
        assertMisuse("'file' is neither a folder nor a Java file.", "serve", "file");
        assertMisuse("there is no file 'Missing.java'.", "serve", "Missing.java");
        assertMisuse(
                "serve --port needs a number from 0 to 65535, not '70000'.",
                "serve",
                "--port",
                "70000");
    }

    private void assertMisuse(String message, String... arguments) throws Exception {
        Result result = command().run(arguments);
        assertEquals(
                new Result(2, "", "asyncio4j: " + message + "\nTry 'asyncio4j --help'.\n"), result);
    }

    // ---------------------------------------------------------------- serve

    /** Starts it, and returns its URL. */
    private String serve(String... arguments) throws Exception {
        Stream<String> all = Stream.of("serve", "--port", "0");
        process = command().start(Stream.concat(all, Stream.of(arguments)).toArray(String[]::new));
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError(new String(process.getErrorStream().readAllBytes()));
        }
        assertEquals("Press Ctrl-C to quit", output.readLine());
        return line.substring("Running on ".length());
    }

    private record Page(int statusCode, String cacheControl, String body) {}

    private static Page get(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        int status = connection.getResponseCode();
        InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        return new Page(status, connection.getHeaderField("Cache-Control"), text);
    }

    @Test
    void aFolderIsServed() throws Exception {
        Path site = Files.createDirectory(folder.resolve("site"));
        Files.writeString(site.resolve("page.txt"), "content");
        Files.writeString(site.resolve(".env"), "secret");
        Files.writeString(folder.resolve("outside.txt"), "outside");
        Files.createDirectory(site.resolve("sub"));
        Files.writeString(site.resolve("sub/index.html"), "index");

        String url = serve("site");

        assertTrue(url.startsWith("http://127.0.0.1:"), url);
        Page page = get(url + "/page.txt");
        assertEquals("content", page.body());
        assertEquals("no-cache", page.cacheControl());
        assertEquals("index", get(url + "/sub/").body());
        assertEquals(302, get(url + "/sub").statusCode());
        assertEquals(403, get(url + "/").statusCode());
        assertEquals(404, get(url + "/.env").statusCode());
        assertEquals(404, get(url + "/%2e%2e/outside.txt").statusCode());
    }

    @Test
    void theFolderOneIsInIsServedWithLists() throws Exception {
        Files.writeString(folder.resolve("page.txt"), "content");
        Files.writeString(folder.resolve(".env"), "secret");

        String url = serve("--index", "--hidden", "--loops", "2");

        String list = get(url + "/").body();
        assertTrue(list.contains("\"./page.txt\"") && list.contains("\"./.env\""), list);
        assertEquals("secret", get(url + "/.env").body());
    }

    @Test
    void aProgramsApplicationIsServed() throws Exception {
        Files.writeString(folder.resolve("Web.java"), APPLICATION);

        String url = serve("Web.java", "--log");

        assertEquals("Hello from a program", get(url + "/").body());
        String logged = process.errorReader().readLine();
        assertTrue(logged.contains("\"GET / HTTP/1.1\" 200 "), logged);
    }

    @Test
    void aProgramWithoutApplicationIsExplained() throws Exception {
        Files.writeString(folder.resolve("Main.java"), "void main() {}\n");

        Result result = command().run("serve", "Main.java");

        assertEquals(2, result.status());
        assertTrue(
                result.errors().startsWith("asyncio4j: Main has no method 'Application app()'"),
                result.errors());
    }

    @Test
    void ctrlCEndsIt() throws Exception {
        String url = serve(folder.toString());

        process.toHandle().destroy();

        assertTrue(process.waitFor(10, TimeUnit.SECONDS), url);
        assertEquals(0, process.exitValue());
        assertNull(process.inputReader().readLine());
    }

    @Test
    void aPortThatIsTakenIsExplained() throws Exception {
        String url = serve(folder.toString());
        String port = url.substring(url.lastIndexOf(':') + 1);

        Result result = command().run("serve", "--port", port, folder.toString());

        assertEquals(1, result.status());
        assertTrue(result.errors().contains(port), result.errors());
        assertEquals(1, result.errors().lines().count(), result.errors());
    }

    @Test
    void whatIsServedCanBeFetched() throws Exception {
        Path site = Files.createDirectory(folder.resolve("site"));
        byte[] content = random(5_000_000);
        Files.write(site.resolve("big file.bin"), content);
        String url = serve("site");

        Result result = fetch(url + "/big%20file.bin");

        assertEquals(new Result(0, "", "big file.bin: 5.0 MB\n"), result);
        assertArrayEquals(content, content("big file.bin"));
    }
}
