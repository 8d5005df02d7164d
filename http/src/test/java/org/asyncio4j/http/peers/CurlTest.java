package org.asyncio4j.http.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.badinput.Site;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.net.TlsOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Our server, and curl. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class CurlTest {
    @TempDir Path folder;
    private byte[] large;
    private Site site;

    @BeforeAll
    static void needsCurl() {
        Peer.require("curl", "--version");
    }

    @BeforeEach
    void start() throws Exception {
        large = new byte[5_000_000];
        new Random(7).nextBytes(large);
        Files.write(folder.resolve("large"), large);
        site = Site.start(new PeerApplication(folder)::routes);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        return Peer.run(command.toArray(String[]::new));
    }

    private String upload() {
        return "@" + folder.resolve("large");
    }

    @Test
    void keepsTheConnection() throws Exception {
        String url = site.url("/hello");
        String told = curl("-v", url, url, url);
        assertEquals(2, told.split("Re-using existing connection", -1).length - 1, told);
        assertEquals(3, told.split("Hello", -1).length - 1, told);
    }

    @Test
    void posts() throws Exception {
        assertEquals("a=b&c=d", curl("-d", "a=b", "-d", "c=d", site.url("/echo")));
        assertEquals(
                "x small 3",
                curl(
                        "-F",
                        "text=x",
                        "-F",
                        "file=@" + Files.writeString(folder.resolve("small"), "abc"),
                        site.url("/form")));
    }

    @Test
    void uploads() throws Exception {
        String file = folder.resolve("large").toString();
        assertEquals("5000000", curl("-X", "POST", "-T", file, site.url("/count")));
        assertEquals("5000000", curl("--data-binary", upload(), site.url("/count")));
        assertEquals(
                "5000000",
                curl(
                        "-H",
                        "Transfer-Encoding: chunked",
                        "--data-binary",
                        upload(),
                        site.url("/count")));
    }

    @Test
    void expectsToBeAsked() throws Exception {
        String told = curl("-v", "-H", "Expect: 100-continue", "-d", "hello", site.url("/echo"));
        assertTrue(told.contains("100 Continue"), told);
        assertTrue(told.endsWith("hello"), told);
        String refused =
                curl(
                        "-v",
                        "-H",
                        "Expect: 100-continue",
                        "--data-binary",
                        upload(),
                        site.url("/echo"));
        assertTrue(refused.contains("413 "), refused);
        assertFalse(refused.contains("100 Continue"), refused);
    }

    @Test
    void downloads() throws Exception {
        Path target = folder.resolve("target");
        curl("-o", "" + target, site.url("/large"));
        assertArrayEquals(large, Files.readAllBytes(target));
        Files.write(target, java.util.Arrays.copyOf(large, 1_000_000));
        curl("-C", "-", "-o", "" + target, site.url("/large"));
        assertArrayEquals(large, Files.readAllBytes(target));
        assertEquals(10, curl("-r", "100-109", site.url("/large")).length());
        assertTrue(curl("-I", site.url("/large")).contains("Content-Length: 5000000"));
        assertTrue(curl("-i", "-r", "9999999-", site.url("/large")).contains("416 "));
    }

    @Test
    void downloadsOnlyWhatIsNewer() throws Exception {
        String told = curl("-i", "-z", "" + folder.resolve("large"), site.url("/large"));
        assertTrue(
                told.startsWith("HTTP/1.1 304 "), told.substring(0, Math.min(300, told.length())));
    }

    @Test
    void decompresses() throws Exception {
        String text = "compress me ".repeat(1000);
        assertEquals(text, curl("--compressed", site.url("/compressed")));
        assertEquals(text, curl(site.url("/compressed")));
        String packed = curl("-H", "Accept-Encoding: gzip", site.url("/compressed"));
        assertTrue(packed.length() < 1000, "" + packed.length());
    }

    @Test
    void speaksHttp10() throws Exception {
        assertEquals("Hello", curl("--http1.0", site.url("/hello")));
        assertTrue(curl("--http1.0", site.url("/stream")).endsWith("line 999\n"));
        assertTrue(curl("-0", "-i", site.url("/hello")).contains("Connection: close"));
    }

    @Test
    void followsRedirects() throws Exception {
        assertEquals("Hello", curl("-L", site.url("/redirect")));
    }

    @Test
    void looksAtTheHeadOnly() throws Exception {
        assertTrue(curl("-I", site.url("/stream")).startsWith("HTTP/1.1 200 "));
        assertTrue(curl("-I", site.url("/nowhere")).startsWith("HTTP/1.1 404 "));
    }

    @Test
    void speaksTls() throws Exception {
        TlsOptions tls =
                TlsOptions.server(
                        Peer.certificate("server.pem"), Peer.certificate("server-key.pem"));
        try (Site secure =
                Site.start(
                        new PeerApplication(folder)::routes,
                        ServeOptions.DEFAULT
                                .withHost("127.0.0.1")
                                .withPort(0)
                                .withQuiet(true)
                                .withTls(tls))) {
            String url = "https://127.0.0.1:" + secure.port();
            assertEquals("Hello", curl("-k", url + "/hello"));
            assertEquals("5000000", curl("-k", "--data-binary", upload(), url + "/count"));
            Path target = folder.resolve("target");
            curl("-k", "-o", "" + target, url + "/large");
            assertArrayEquals(large, Files.readAllBytes(target));
        }
    }

    @Test
    void comesOnAUnixSocket() throws Exception {
        Path socket = folder.resolve("socket");
        try (Site unix =
                Site.start(
                        new PeerApplication(folder)::routes,
                        ServeOptions.DEFAULT
                                .withHost("127.0.0.1")
                                .withPort(0)
                                .withQuiet(true)
                                .withUnixPaths(List.of(socket)))) {
            assertEquals("Hello", curl("--unix-socket", "" + socket, "http://any/hello"));
        }
    }

    @Test
    void endsInTheMiddle() throws Exception {
        Peer.run(
                63, // Larger than allowed.
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--max-filesize",
                "1000",
                "-o",
                "/dev/null",
                site.url("/large"));
        assertEquals("Hello", curl(site.url("/hello")));
    }
}
