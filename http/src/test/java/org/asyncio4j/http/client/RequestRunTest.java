package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.client.RawServer.latin1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.Headers;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/** What becomes of responses that nobody gets, and of what is sent to whom. */
@Timeout(10)
class RequestRunTest {
    /** The rest of the body never comes. */
    private static final RawServer.Answer UNENDING =
            (head, connection) ->
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");

    /** Uses a session. */
    private interface Use {
        void with(RawServer server, ClientSession session) throws Exception;
    }

    private static void on(RawServer.Answer answer, SessionOptions options, Use use)
            throws Exception {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    try (var server = new RawServer(answer);
                            var session = new ClientSession(options)) {
                        timeout(seconds(5), () -> use.with(server, session));
                    }
                });
    }

    private static SessionOptions with(ClientMiddleware middleware) {
        return SessionOptions.DEFAULT.withMiddlewares(middleware);
    }

    private static void assertIdle(ClientSession session) {
        assertEquals(0, session.statistics().inUse(), session.toString());
        assertEquals(0, session.statistics().inFlight());
    }

    // ---------------------------------------------------------------- responses nobody gets

    @Test
    void aMiddlewareThatFailsBehindTheResponseKeepsNoConnection() throws Exception {
        ClientMiddleware failing =
                (request, next) -> {
                    next.handle(request);
                    throw new IOException("no");
                };
        on(
                UNENDING,
                with(failing),
                (server, session) -> {
                    assertThrows(IOException.class, () -> session.get(server.url("/")).send());
                    assertIdle(session);
                });
    }

    @Test
    void aMiddlewareThatIsCancelledBehindTheResponseKeepsNoConnection() throws Exception {
        Event there = new Event();
        ClientMiddleware slow =
                (request, next) -> {
                    ClientResponse response = next.handle(request);
                    there.set();
                    sleep(seconds(100));
                    return response;
                };
        on(
                UNENDING,
                with(slow),
                (server, session) -> {
                    Task<ClientResponse> task =
                            createTask(() -> session.get(server.url("/")).send());
                    there.await();
                    task.cancel();
                    assertThrows(CancelledError.class, () -> task.await(IOException.class));
                    assertIdle(session);
                });
    }

    @Test
    void aMiddlewareThatAsksTwiceKeepsOnlyWhatItReturns() throws Exception {
        ClientMiddleware first =
                (request, next) -> {
                    ClientResponse response = next.handle(request);
                    next.handle(request);
                    return response;
                };
        on(
                UNENDING,
                with(first),
                (server, session) -> {
                    try (ClientResponse response = session.get(server.url("/")).send()) {
                        assertEquals("abc", new String(response.body().readExactly(3)));
                        assertEquals(1, session.statistics().inUse());
                        assertEquals(1, session.statistics().inFlight());
                    }
                    assertIdle(session);
                });
    }

    @Test
    void aTraceThatFailsAtTheEndKeepsNoConnection() throws Exception {
        RequestTrace failing =
                new RequestTrace() {
                    @Override
                    public void ended(ClientResponse response) {
                        throw new IllegalStateException("hook");
                    }
                };
        on(
                UNENDING,
                SessionOptions.DEFAULT.withTracing((method, url, headers) -> failing),
                (server, session) -> {
                    assertThrows(
                            IllegalStateException.class, () -> session.get(server.url("/")).send());
                    assertIdle(session);
                });
    }

    @Test
    void aResponseOfAnotherRequestEndsThisOne() throws Exception {
        RawServer.Answer inParts =
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
                    sleep(seconds(0.02)); // So that the body is not there with the head.
                    connection.write("def");
                };
        ClientMiddleware other =
                (request, next) ->
                        request.session().get(request.url().toString()).middlewares().send();
        on(
                inParts,
                with(other),
                (server, session) -> {
                    assertEquals("abcdef", session.get(server.url("/")).text());
                    assertIdle(session);
                });
    }

    // ---------------------------------------------------------------- the end of the session

    @Test
    void closingTheSessionDuringALookUpIsNoCancellation() throws Exception {
        SessionOptions options =
                SessionOptions.DEFAULT.withResolver(host -> {
                    sleep(seconds(100));
                    return List.of(InetAddress.getLoopbackAddress());
                });
        on(
                UNENDING,
                options,
                (server, session) -> {
                    Task<String> task = createTask(() -> session.get("http://a.test/").text());
                    for (int i = 0; i < 10; i++) {
                        yieldNow();
                    }
                    session.close();
                    assertThrows(ConnectionError.class, () -> task.await(IOException.class));
                });
    }

    // ---------------------------------------------------------------- what is sent

    @Test
    void aCookieOfTheRequestTakesThePlaceOfThatOfTheJar() throws Exception {
        CookieJarOptions jar = CookieJarOptions.DEFAULT.withUnsafe(true);
        on(
                (head, connection) ->
                        connection.write(
                                latin1(
                                        "HTTP/1.1 200 OK\r\nSet-Cookie: a=jar\r\n"
                                                + "Set-Cookie: b=jar\r\n"
                                                + "Content-Length: 0\r\n\r\n")),
                SessionOptions.DEFAULT.withCookieJar(new MemoryCookieJar(jar)),
                (server, session) -> {
                    session.get(server.url("/")).text();
                    session.get(server.url("/")).cookie("a", "request").text();
                    assertEquals("b=jar; a=request", server.header("Cookie"));
                });
    }

    @Test
    void whatProvesWhoItIsToTheProxyDoesNotReachTheServerBehindATunnel() throws Exception {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    Route tunnel = route("https://a.test/");
                    Headers headers = Headers.of("Proxy-Authorization", "Basic x", "X-A", "1");
                    RequestRun.protectProxy(tunnel, headers);
                    assertEquals(List.of("X-A"), List.copyOf(headers.names()));
                    Headers forwarded = Headers.of("Proxy-Authorization", "Basic x");
                    RequestRun.protectProxy(route("http://a.test/"), forwarded);
                    assertEquals("Basic x", forwarded.get("Proxy-Authorization"));
                });
    }

    private static Route route(String url) throws Exception {
        return new Route(
                Origin.of(URI.create(url)), Proxy.of("http://proxy:1"), null, null, null, false);
    }
}
