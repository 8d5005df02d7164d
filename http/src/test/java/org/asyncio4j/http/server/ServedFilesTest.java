package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.net.Net.openConnection;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.asyncio4j.RunOptions;
import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.net.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Static files over real sockets, with the routes before them and the wire behind. */
@Timeout(10)
class ServedFilesTest {
    @TempDir Path folder;

    private byte[] content;

    @BeforeEach
    void makeFiles() throws IOException {
        content = new byte[1_000_000];
        new Random(1).nextBytes(content);
        Path root = Files.createDirectories(folder.resolve("www/dir"));
        Files.write(folder.resolve("www/big.bin"), content);
        Files.writeString(root.resolve("a b.txt"), "text");
        Files.writeString(folder.resolve("secret"), "secret");
    }

    /** A request of this line and these fields to what {@code prepare} serves. */
    private Answer ask(Application application, String line, String... fields) throws IOException {
        return run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    ServeOptions options = ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0);
                    try (HttpServer server = HttpServer.start(application, options);
                            Connection connection = openConnection("127.0.0.1", server.port())) {
                        String head =
                                line
                                        + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                                        + String.join("\r\n", fields)
                                        + (fields.length == 0 ? "\r\n" : "\r\n\r\n");
                        connection.write(head.getBytes(StandardCharsets.ISO_8859_1));
                        return Answer.of(connection.readAll());
                    }
                });
    }

    private Application site() {
        Application application = new Application();
        application.files("/static", new StaticFiles(folder.resolve("www")).withListing(true));
        return application;
    }

    @Test
    void aFileIsSentWithItsLength() throws IOException {
        Answer answer = ask(site(), "GET /static/big.bin");

        assertEquals(200, answer.status());
        assertEquals("1000000", answer.header("Content-Length"));
        assertArrayEquals(content, answer.body());
    }

    @Test
    void headIsTheSameWithoutTheFile() throws IOException {
        Answer answer = ask(site(), "HEAD /static/big.bin");

        assertEquals(200, answer.status());
        assertEquals("1000000", answer.header("Content-Length"));
        assertEquals(0, answer.body().length);
    }

    @Test
    void aPartIsSent() throws IOException {
        Answer answer = ask(site(), "GET /static/big.bin", "Range: bytes=-500");

        assertEquals(206, answer.status());
        assertEquals("500", answer.header("Content-Length"));
        assertEquals("bytes 999500-999999/1000000", answer.header("Content-Range"));
        assertArrayEquals(Arrays.copyOfRange(content, 999_500, 1_000_000), answer.body());
    }

    @Test
    void b48_aPartThatIsNotThere() throws IOException {
        Answer answer = ask(site(), "GET /static/big.bin", "Range: bytes=1000000-");

        assertEquals(416, answer.status());
        assertEquals("bytes */1000000", answer.header("Content-Range"));
        assertEquals(0, answer.body().length);
    }

    @Test
    void whatHasNotChangedIsNotSent() throws IOException {
        String tag = ask(site(), "HEAD /static/big.bin").header("ETag");

        Answer answer = ask(site(), "GET /static/big.bin", "If-None-Match: " + tag);

        assertEquals(304, answer.status());
        assertEquals(tag, answer.header("ETag"));
        assertNull(answer.header("Content-Length"));
        assertEquals(0, answer.body().length);
    }

    @Test
    void namesAreDecodedOnceAndQueriesAreNoPart() throws IOException {
        assertEquals("text", ask(site(), "GET /static/dir/a%20b.txt?v=/x").text());
        assertEquals(404, ask(site(), "GET /static/dir/a%2520b.txt").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/../secret",
                "/static/dir/../../secret",
                "/static/%2e%2e/secret",
                "/static/%2e%2e%2fsecret",
                "/static/..%5csecret",
                "/static//secret",
                "/static/%2fsecret",
                "/static%2f..%2fsecret",
                "//static/../secret",
                "/static/big.bin%00",
                "/static/big.bin/",
                "/static/dir%2fa%20b.txt"
            })
    void b43_nothingElseIsThere(String path) throws IOException {
        assertEquals(404, ask(site(), "GET " + path).status());
    }

    @Test
    void aMountedApplicationHasItsFilesBelowItself() throws IOException {
        Application application = new Application();
        application.mount("/one/two", site());

        assertArrayEquals(content, ask(application, "GET /one/two/static/big.bin").body());
        Answer folder = ask(remounted(), "GET /one/two/static/dir");
        assertEquals(302, folder.status());
        assertEquals("./dir/", folder.header("Location"));
        assertEquals(404, ask(remounted(), "GET /one/two/static/../../secret").status());
    }

    private Application remounted() {
        return new Application().mount("/one/two", site());
    }

    @Test
    void aResponseMayBeAFile() throws IOException {
        Application application = new Application();
        application.get("/file", request -> Response.file(folder.resolve("www/big.bin")));
        application.get("/missing", request -> Response.file(folder.resolve("missing")));

        Answer part = ask(application, "GET /file", "Range: bytes=0-9");

        assertEquals(206, part.status());
        assertEquals(10, part.body().length);
        Application again = new Application();
        again.get("/missing", request -> Response.file(folder.resolve("missing")));
        assertEquals(404, ask(again, "GET /missing").status());
    }

    @Test
    void onlyGetAndHeadAreAllowed() throws IOException {
        Answer answer = ask(site(), "DELETE /static/big.bin");

        assertEquals(405, answer.status());
    }
}
