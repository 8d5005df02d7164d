package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.http.server.TestSite.ask;
import static org.asyncio4j.http.server.TestSite.post;
import static org.asyncio4j.http.server.TestSite.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.ParameterException;
import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;

/** From the request to the response, over raw connections. */
@Timeout(20)
class ApplicationTest {
    private static final Key<String> NAME = Key.of("name", String.class);

    private final Application app = new Application();
    private TestSite site;

    private void serve() throws IOException {
        site = new TestSite(app);
    }

    @AfterEach
    void close() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    // ---------------------------------------------------------------- routes

    @AsyncTest
    void answersByRoutes(SimulatedNetwork network) throws IOException {
        app.get("/", _ -> Response.text("home"));
        app.get("/users/{id:int}", request -> Response.text("user " + request.pathInt("id")));
        app.post("/users", request -> Response.text("new " + request.text()).status(201));
        serve();
        assertEquals("200 home", ask("GET /").toString());
        assertEquals("200 user 7", ask("GET /users/007").toString());
        assertEquals("201 new é", post("/users", "text/plain", "é").toString());
        assertEquals("404 404: Not Found", ask("GET /nothing").toString());
        Answer wrong = ask("DELETE /users");
        assertEquals(405, wrong.status());
        assertEquals("POST", wrong.header("Allow"));
    }

    @AsyncTest
    void headHasTheHeadersOfGet(SimulatedNetwork network) throws IOException {
        app.get("/", _ -> Response.text("home"));
        serve();
        Answer answer = ask("HEAD /");
        assertEquals("4", answer.header("Content-Length"));
        assertEquals("", answer.text());
    }

    @AsyncTest
    void anUndecodablePathIs400(SimulatedNetwork network) throws IOException {
        app.get("/{x}", request -> Response.text(request.path()));
        serve();
        for (String path : List.of("/%zz", "/%", "/%ff", "/%c3%28")) {
            assertEquals(400, ask("GET " + path).status(), path);
        }
        assertEquals("200 /é", ask("GET /%c3%a9").toString());
    }

    @AsyncTest
    void applicationsByDomain(SimulatedNetwork network) throws IOException {
        Application api = new Application();
        api.get("/", _ -> Response.text("api"));
        app.get("/", _ -> Response.text("home"));
        app.mountDomain("*.example.com", api);
        serve();
        assertEquals("200 api", ask("GET /", "Host: api.example.com:80").toString());
        assertEquals("200 home", ask("GET /", "Host: example.com").toString());
    }

    // ---------------------------------------------------------------- middlewares

    private Middleware trailing(Trail trail, String name) {
        return (request, next) -> {
            trail.add(name + " in");
            try {
                return next.handle(request).addHeader("X-Way", name);
            } finally {
                trail.add(name + " out");
            }
        };
    }

    @AsyncTest
    void middlewaresFromTheOutsideInwards(SimulatedNetwork network, Trail trail)
            throws IOException {
        Application inner = new Application();
        inner.middleware(trailing(trail, "inner"));
        inner.get(
                "/x",
                _ -> {
                    trail.add("handler");
                    return Response.text("x");
                });
        app.middleware(trailing(trail, "first")).middleware(trailing(trail, "second"));
        app.mount("/inner", inner);
        serve();
        Answer answer = ask("GET /inner/x");
        trail.assertTrail(
                "first in",
                "second in",
                "inner in",
                "handler",
                "inner out",
                "second out",
                "first out");
        assertEquals(List.of("inner", "second", "first"), answer.headers().getAll("X-Way"));
    }

    @AsyncTest
    void middlewaresSeeWhatHasNoRouteAndWhatIsNoRequest(SimulatedNetwork network)
            throws IOException {
        app.middleware((request, next) -> {
            try {
                return next.handle(request);
            } catch (HttpException e) {
                return Response.text(
                                (request.remote().isEmpty() ? "nobody " : "")
                                        + request.method()
                                        + " seen "
                                        + e.status()
                                        + request.text())
                        .status(e.status());
            }
        });
        app.get("/", _ -> Response.text("home"));
        serve();
        assertEquals("404 GET seen 404", ask("GET /nothing").toString());
        assertEquals("405 PUT seen 405", ask("PUT /").toString());
        assertEquals("400 GET seen 400", ask("GET /%zz").toString());
        assertEquals("400 UNKNOWN seen 400", send("GET / HTTP/1.1\r\n\r\n").toString());
    }

    @AsyncTest
    void theInnermostApplicationOfAPathAnswers404(SimulatedNetwork network) throws IOException {
        Application inner = new Application();
        inner.errorPage(404, (_, _) -> Response.html("inner"));
        app.errorPage(404, (_, _) -> Response.html("outer").status(410));
        app.mount("/inner", inner);
        serve();
        assertEquals("404 inner", ask("GET /inner/x").toString());
        assertEquals("410 outer", ask("GET /x").toString());
    }

    // ---------------------------------------------------------------- failures

    @AsyncTest
    void anUnhandledExceptionIsLoggedAndItsPageLeaksNothing(SimulatedNetwork network)
            throws IOException {
        IllegalStateException failure = new IllegalStateException("secret");
        app.get(
                "/",
                _ -> {
                    throw failure;
                });
        serve();
        try (ServerLog log = new ServerLog()) {
            assertEquals("500 500: Internal Server Error", ask("GET /?a=%00\"").toString());
            assertEquals(
                    List.of("Unhandled exception in the handler of Request[GET /?a=%00\\\"]."),
                    log.messages(Level.ALL));
            assertEquals(failure, log.thrown());
        }
    }

    @AsyncTest
    void theCancellationOfAnotherTaskIsAFailureOfTheHandler(SimulatedNetwork network)
            throws IOException {
        app.get(
                "/",
                _ -> {
                    var other = createTask(() -> sleep(seconds(100)));
                    other.cancel("by hand");
                    other.await();
                    return Response.text("never");
                });
        serve();
        try (ServerLog log = new ServerLog()) {
            assertEquals(500, ask("GET /").status());
            assertTrue(log.thrown() instanceof CancelledError);
        }
    }

    @AsyncTest
    void inDebugModeThePageHasTheTrace(SimulatedNetwork network) throws IOException {
        app.debug(true)
                .get(
                        "/",
                        _ -> {
                            throw new IOException("secret");
                        });
        serve();
        try (ServerLog log = new ServerLog()) {
            Answer answer = ask("GET /");
            assertTrue(answer.text().contains("java.io.IOException: secret\n\tat "));
            assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
        }
    }

    @AsyncTest
    void noResponseIsAFailure(SimulatedNetwork network) throws IOException {
        app.get("/", _ -> null);
        serve();
        try (ServerLog log = new ServerLog()) {
            assertEquals(500, ask("GET /").status());
            assertTrue(log.thrown().getMessage().contains("has returned null"));
        }
    }

    @AsyncTest
    void anErrorPageThatFailsIsLogged(SimulatedNetwork network) throws IOException {
        app.errorPage(
                404,
                (_, _) -> {
                    throw new IOException("no page");
                });
        serve();
        try (ServerLog log = new ServerLog()) {
            assertEquals("500 500: Internal Server Error", ask("GET /x").toString());
            assertEquals("no page", log.thrown().getMessage());
        }
    }

    @AsyncTest
    void aClientsFaultIsNotLogged(SimulatedNetwork network) throws IOException {
        app.get("/missing", request -> Response.text(request.query().require("page")));
        app.get("/number", request -> Response.text("" + request.query().getInt("page")));
        app.get(
                "/mine",
                _ -> {
                    throw new ParameterException("wrong");
                });
        app.get(
                "/gone",
                _ -> {
                    throw HttpException.gone("gone for good");
                });
        serve();
        try (ServerLog log = new ServerLog()) {
            assertEquals("400 The parameter \"page\" is missing.", ask("GET /missing").toString());
            assertEquals(400, ask("GET /number?page=x").status());
            assertEquals(400, ask("GET /number?page=%zz").status());
            assertEquals("400 wrong", ask("GET /mine").toString());
            assertEquals("410 gone for good", ask("GET /gone").toString());
            assertEquals(List.of(), log.messages(Level.ALL));
        }
    }

    @AsyncTest
    void aRefusalInATaskOfAGroupIsTheAnswer(SimulatedNetwork network) throws IOException {
        app.get(
                "/{kind}",
                request -> {
                    taskGroup(group -> {
                        group.createTask(() -> {
                            throw HttpException.forbidden("not for you");
                        });
                        if (request.pathText("kind").equals("broken")) {
                            throw new IllegalStateException("broken");
                        }
                    });
                    return Response.text("never");
                });
        serve();
        try (ServerLog log = new ServerLog()) {
            assertEquals("403 not for you", ask("GET /refused").toString());
            assertEquals(List.of(), log.messages(Level.INFO));
            assertEquals(500, ask("GET /broken").status());
        }
    }

    // ---------------------------------------------------------------- state and settings

    @AsyncTest
    void requestsFindTheStateOfTheirApplications(SimulatedNetwork network) throws IOException {
        Key<String> own = Key.of("own");
        Application inner = new Application();
        inner.state().set(NAME, "inner");
        inner.get(
                "/",
                request -> {
                    request.state().set(own, "own");
                    return Response.text(
                            request.state().get(NAME)
                                    + request.state().get(own)
                                    + inner.state().contains(own));
                });
        app.state().set(NAME, "outer");
        app.mount("/inner", inner);
        app.get("/", request -> Response.text(request.state().get(NAME)));
        serve();
        assertEquals("200 innerownfalse", ask("GET /inner/").toString());
        assertEquals("200 outer", ask("GET /").toString());
    }

    @AsyncTest
    void anotherCodecForJson(SimulatedNetwork network) throws IOException {
        app.json(
                new JsonCodec() {
                    @Override
                    public byte[] encode(Object value) {
                        return ("<" + value + ">").getBytes(StandardCharsets.UTF_8);
                    }

                    @Override
                    @SuppressWarnings("unchecked")
                    public <T> T decode(byte[] data, Type type) {
                        return (T) ("read " + data.length);
                    }
                });
        app.post("/", request -> Response.json(request.json(String.class)));
        serve();
        assertEquals("200 <read 3>", post("/", "application/json", "abc").toString());
    }

    @AsyncTest
    void responsesCanBeChangedBeforeTheyAreSent(SimulatedNetwork network) throws IOException {
        Application inner = new Application();
        app.onResponsePrepare((_, response) -> response.addHeader("X-Prepared", "outer"));
        inner.onResponsePrepare(
                (request, response) -> response.addHeader("X-Prepared", request.path()));
        inner.get("/x", _ -> Response.text("x"));
        app.mount("/inner", inner);
        serve();
        assertEquals(
                List.of("outer", "/inner/x"), ask("GET /inner/x").headers().getAll("X-Prepared"));
    }

    @AsyncTest
    void anApplicationOfAHostBelowAPrefixIsRefusedAtTheStart(SimulatedNetwork network) {
        Application inner = new Application();
        app.mount("/inner", inner);
        inner.mountDomain("a.example", new Application());
        Exception e = assertThrows(IllegalStateException.class, this::serve);
        assertTrue(e.getMessage().contains("/inner"), e.getMessage());
    }

    @AsyncTest
    void hooksSeeErrorsToo(SimulatedNetwork network) throws IOException {
        app.onResponsePrepare((_, response) -> response.header("X-Frame-Options", "DENY"));
        app.get(
                "/forbidden",
                _ -> {
                    throw HttpException.forbidden();
                });
        app.get(
                "/broken",
                _ -> {
                    throw new IllegalStateException("planned");
                });
        serve();
        try (ServerLog log = new ServerLog()) {
            for (String path : List.of("/forbidden", "/none", "/broken")) {
                assertEquals("DENY", ask("GET " + path).header("X-Frame-Options"), path);
            }
            assertEquals(1, log.messages(Level.WARNING).size());
        }
    }

    @AsyncTest
    void aHookThatFailsIsAnErrorWithoutHooks(SimulatedNetwork network) throws IOException {
        app.onResponsePrepare((_, _) -> {
            throw new AssertionError("planned");
        });
        app.get("/", _ -> Response.text("x"));
        serve();
        try (ServerLog log = new ServerLog()) {
            assertEquals("500 500: Internal Server Error", ask("GET /").toString());
            assertEquals("planned", log.thrown().getMessage());
        }
    }

    @AsyncTest
    void hooksDoNotChangeAResponseThatIsSharedByRequests(SimulatedNetwork network)
            throws IOException {
        app.onResponsePrepare((_, response) -> response.addHeader("X-Prepared", "1"));
        Response shared = Response.json(List.of(1));
        app.get("/", _ -> shared);
        serve();
        for (int i = 0; i < 3; i++) {
            Answer answer = ask("GET /");
            assertEquals(List.of("1"), answer.headers().getAll("X-Prepared"));
            assertEquals("[1]", answer.text());
        }
        assertEquals(List.of(), shared.headers().getAll("X-Prepared"));
    }

    @AsyncTest
    void expectHandlersRefuseBeforeTheBodyComes(SimulatedNetwork network) throws IOException {
        app.post("/", request -> Response.text(request.text()))
                .expectHandler(request -> {
                    if (request.contentLength() > 5) {
                        throw HttpException.of(417);
                    }
                });
        serve();
        Answer refused = ask("POST /", "Expect: 100-continue", "Content-Length: 6");
        assertEquals(417, refused.status());
        String head =
                "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n"
                        + "Content-Length: 5\r\n\r\n";
        try (var client = TestSite.connect()) {
            client.write(head);
            assertEquals("HTTP/1.1 100 Continue", client.readLine());
            client.write("hello");
            client.readLine();
            assertEquals("200 hello", Answer.of(client.readAll()).toString());
        }
    }
}
