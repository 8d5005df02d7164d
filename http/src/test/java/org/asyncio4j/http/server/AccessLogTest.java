package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.http.server.TestSite.ask;
import static org.asyncio4j.http.server.TestSite.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;

@Timeout(20)
class AccessLogTest {
    private final Application app = new Application();

    private interface Client {
        void talk() throws IOException;
    }

    private List<String> logged(String format, Client client) throws IOException {
        app.get(
                "/",
                _ -> {
                    sleep(millis(1500));
                    return Response.text("hello").header("X-Own", "o\u00e9");
                });
        try (ServerLog log = new ServerLog("org.asyncio4j.http.access");
                TestSite site = new TestSite(app, ServeOptions.DEFAULT.withAccessLog(format))) {
            client.talk();
            return log.messages(Level.INFO);
        }
    }

    @AsyncTest
    void whatEachStandsFor(SimulatedNetwork network) throws IOException {
        String format =
                "%a|%r|%s|%T|%Tf|%D|%{User-Agent}i|%{x-own}o|%{Content-Type}o|%{NOTHING_x}e|%%|%P";
        assertEquals(
                List.of(
                        "10.0.0.1|GET /?a=b HTTP/1.1|200|1|1.500000|1500000|curl|o\\xe9|text/plain;"
                                + " charset=utf-8|-|%|"
                                + ProcessHandle.current().pid()),
                logged(format, () -> ask("GET /?a=b", "User-Agent: curl")));
    }

    @AsyncTest
    void theUsualLine(SimulatedNetwork network) throws IOException {
        String line = logged(AccessLog.FORMAT, () -> ask("GET /", "Referer: r")).getFirst();
        assertTrue(
                line.matches(
                        "10\\.0\\.0\\.1 \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}]"
                                + " \"GET / HTTP/1.1\" 200 \\d{3} \"r\" \"-\""),
                line);
    }

    @AsyncTest
    void b18_aClientMakesNoLinesOfItsOwn(SimulatedNetwork network) throws IOException {
        assertEquals(
                List.of("\\\"\\xe9\\\\ GET /?\\x27 HTTP/1.1".replace("\\x27", "'") + " 200"),
                logged(
                        "%{X}i %r %s",
                        () ->
                                send(
                                        "GET /?' HTTP/1.1\r\n"
                                                + "Host: x\r\n"
                                                + "Connection: close\r\n"
                                                + "X: \"é\\\r\n"
                                                + "\r\n")));
    }

    @AsyncTest
    void failuresAreLoggedWithTheirStatus(SimulatedNetwork network) throws IOException {
        assertEquals(
                List.of("10.0.0.1 404", "10.0.0.1 400"),
                logged(
                        "%a %s",
                        () -> {
                            ask("GET /nothing");
                            send("GET / HTTP/1.1\r\n\r\n");
                        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%x", "%", "%{a", "%{a}", "%{a}x"})
    void refusesWhatIsNoFormat(String format) {
        assertThrows(IllegalArgumentException.class, () -> new AccessLog(format));
    }
}
