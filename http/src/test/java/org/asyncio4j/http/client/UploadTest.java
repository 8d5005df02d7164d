package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.client.RawServer.latin1;
import static org.asyncio4j.http.client.RawServer.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.Body;
import org.asyncio4j.stream.StreamWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketException;

/** Bodies of requests whose source fails, or says another length than it has. */
@Timeout(10)
class UploadTest {
    private static final RawServer.Answer SILENT =
            (head, connection) -> {
                while (connection.read(1000).length > 0) {
                    yieldNow();
                }
            };

    /** Writes a body. */
    private interface Source {
        void writeTo(StreamWriter out) throws IOException;
    }

    private static Body body(long length, Source source) {
        return new Body() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public String contentType() {
                return "text/plain";
            }

            @Override
            public void writeTo(StreamWriter out) throws IOException {
                source.writeTo(out);
            }
        };
    }

    private static <X extends Throwable> X failure(Class<X> type, Body body) throws Exception {
        return run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    try (var server = new RawServer(SILENT);
                            var session = new ClientSession()) {
                        X error =
                                assertThrows(
                                        type,
                                        () ->
                                                timeout(
                                                        seconds(2),
                                                        () ->
                                                                session.post(server.url("/"))
                                                                        .body(body)
                                                                        .text()));
                        assertEquals(0, session.statistics().inUse());
                        return error;
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {Body.UNKNOWN, 100})
    void aSourceThatIsAConnectionMayFail(long length) throws Exception {
        SocketException reset = new SocketException("Connection reset");
        Body body =
                body(
                        length,
                        out -> {
                            out.write("abc");
                            out.flush();
                            yieldNow();
                            throw reset;
                        });
        assertSame(reset, failure(SocketException.class, body));
    }

    @Test
    void aReadTimeOutDoesNotSlowDownAShortBody() throws Exception {
        Body atOnce =
                new Body() {
                    @Override
                    public long length() {
                        return 3;
                    }

                    @Override
                    public byte[] bytes() {
                        return latin1("abc");
                    }

                    @Override
                    public void writeTo(StreamWriter out) {
                        throw new AssertionError("It should go out with the head.");
                    }
                };
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    RawServer.Answer echo =
                            (head, connection) ->
                                    connection.write(
                                            latin1(ok(new String(connection.readExactly(3)))));
                    ClientTimeout timeout = ClientTimeout.DEFAULT.withRead(seconds(5));
                    try (var server = new RawServer(echo);
                            var session =
                                    new ClientSession(
                                            SessionOptions.DEFAULT.withTimeout(timeout))) {
                        ClientRequest request = session.post(server.url("/")).body(atOnce);
                        assertEquals("abc", request.text());
                    }
                });
    }

    @Test
    void moreThanWasAnnouncedFails() throws Exception {
        Body body =
                body(
                        10,
                        out -> {
                            out.write("12345");
                            out.write("6789012");
                        });
        IOException error = failure(IOException.class, body);
        assertTrue(error.getMessage().contains("more is written: 12"), error.toString());
    }

    @Test
    void lessThanWasAnnouncedFails() throws Exception {
        IOException error = failure(IOException.class, body(10, out -> out.write("12345")));
        assertTrue(error.getMessage().contains("only 5 were written"), error.toString());
    }

    @Test
    void aSourceThatWasCancelledIsNoCancellationOfTheRequest() throws Exception {
        Body body =
                body(
                        Body.UNKNOWN,
                        out -> {
                            Task<Void> gone = createTask(() -> sleep(seconds(100)));
                            gone.cancel();
                            gone.await();
                        });
        failure(IOException.class, body);
    }

    @Test
    void aChangeOfTheProtocolBeforeTheEndOfTheBodyKeepsTheConnection() throws Exception {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    RawServer.Answer answer =
                            (head, connection) -> {
                                connection.write(
                                        latin1(
                                                "HTTP/1.1 101 Go\r\nConnection: upgrade\r\n"
                                                        + "Upgrade: x\r\n\r\n"));
                                sleep(seconds(0.1)); // The body's end has to come meanwhile.
                                connection.write("hello");
                                connection.read(1000);
                            };
                    Body body = body(100, out -> sleep(seconds(100)));
                    try (var server = new RawServer(answer);
                            var session = new ClientSession()) {
                        ClientRequest request =
                                session.post(server.url("/")).header("Upgrade", "x").body(body);
                        try (var stream = request.upgrading().send().upgrade()) {
                            assertEquals("hello", new String(stream.reader().readExactly(5)));
                        }
                    }
                });
    }
}
