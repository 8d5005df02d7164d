package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/** Which route is found for a path. */
@Timeout(10)
class RoutingTest {
    private final Application app = new Application();

    private static Response unused(Request request) {
        throw new AssertionError();
    }

    private Route get(String path) {
        return app.get(path, RoutingTest::unused);
    }

    private Match find(String path) {
        return find("GET", path);
    }

    private Match find(String method, String path) {
        app.freeze();
        return app.resolve(method, path, null);
    }

    /** As {@code GET /users/{id} [7]}, or the status. */
    private String found(String method, String path) {
        Match match = find(method, path);
        return match.route() == null
                ? String.valueOf(match.failure().status())
                : match.route() + " " + Arrays.toString(match.values());
    }

    private String found(String path) {
        return found("GET", path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /                        | GET / []
                    /users                   | GET /users []
                    /users/                  | GET /users/ []
                    /users/7                 | GET /users/{id:int} [7]
                    /users/me                | GET /users/me []
                    /users/anna              | GET /users/{name} [anna]
                    /users/99999999999       | GET /users/{name} [99999999999]
                    /users/a%2Fb             | GET /users/{name} [a/b]
                    /users/me%20             | GET /users/{name} [me ]
                    /users/%6De              | GET /users/me []
                    /users/7/posts/x-y       | GET /users/{id:int}/posts/{slug:[a-z-]+} [7, x-y]
                    /users/7/posts/X         | 404
                    /users/me/posts/x        | 404
                    /users/%C3%A9            | GET /users/{name} [é]
                    /caf%C3%A9               | GET /café []
                    /at/2026-11-21.json      | GET /at/{y:int}-{m:int}-{d:int}.json [2026, 11, 21]
                    /at/2026-11.json         | 404
                    /files/                  | GET /files/{rest:path} []
                    /files/a/b%2Fc/          | GET /files/{rest:path} [a/b/c/]
                    /files                   | 404
                    /files/fixed             | GET /files/fixed []
                    /img/logo.png            | GET /img/{name}.png [logo]
                    /img/.png                | 404
                    /nothing                 | 404
                    //                       | 404
                    //users                  | 404
                    /users//posts/x          | 404
                    *                        | 404
                    """)
    void finds(String path, String expected) {
        get("/");
        get("/users");
        get("/users/");
        get("/users/{id:int}");
        get("/users/{name}");
        get("/users/me");
        get("/users/{id:int}/posts/{slug:[a-z-]+}");
        get("/café");
        get("/at/{y:int}-{m:int}-{d:int}.json");
        get("/files/{rest:path}");
        get("/files/fixed");
        get("/img/{name}.png");
        assertEquals(expected, found(path));
    }

    @Test
    void variablesInTheOrderOfTheirAdding() {
        get("/{a:[a-z]+}");
        get("/{b}");
        assertEquals("GET /{a:[a-z]+} [x]", found("/x"));
        assertEquals("GET /{b} [X]", found("/X"));
    }

    @Test
    void comesBackFromAWayThatLeadsNowhere() {
        get("/a/{x}/c");
        get("/{x}/b/d");
        get("/a/b/e");
        assertEquals("GET /a/{x}/c [b]", found("/a/b/c"));
        assertEquals("GET /{x}/b/d [a]", found("/a/b/d"));
    }

    @Test
    void getAnswersHead() {
        get("/a");
        get("/b").withoutHead();
        get("/c");
        app.head("/c", RoutingTest::unused);
        assertEquals("GET /a []", found("HEAD", "/a"));
        assertEquals("405", found("HEAD", "/b"));
        assertEquals("HEAD /c []", found("HEAD", "/c"));
    }

    @Test
    void anyIsForTheMethodsWithoutARoute() {
        get("/a");
        app.any("/a", RoutingTest::unused);
        assertEquals("GET /a []", found("/a"));
        assertEquals("GET /a []", found("HEAD", "/a"));
        assertEquals("* /a []", found("PURGE", "/a"));
    }

    @Test
    void otherMethodsAreNamedByAllow() {
        get("/a/b");
        app.post("/a/{x}", RoutingTest::unused);
        app.put("/{y}/{x}", RoutingTest::unused);
        Match match = find("DELETE", "/a/b");
        assertEquals(405, match.failure().status());
        assertEquals("GET, HEAD, POST, PUT", match.failure().response().headers().get("Allow"));
        assertEquals("POST /a/{x} [b]", found("POST", "/a/b"));
    }

    @Test
    void aRouteTwiceIsRefused() {
        get("/a/{x}");
        assertThrows(IllegalArgumentException.class, () -> get("/a/{y}"));
    }

    @Test
    void plainRoutesNeedNothingNew() {
        get("/a");
        assertSame(find("/a"), find("/a"));
    }

    @Test
    void b50_pathsThatWereAskedForLeaveNothing() {
        get("/{x}/y");
        for (int i = 0; i < 1000; i++) {
            assertEquals(404, find("/nothing" + i).failure().status());
        }
        assertNull(find("/nothing").route());
    }

    /** B51: a linear search, or one through all variables of all levels, would take minutes. */
    @Test
    void b51_thousandsOfRoutesAreFoundAtOnce() {
        for (int i = 0; i < 5000; i++) {
            get("/r" + i + "/{a}/{b}/end" + i);
        }
        find("/");
        long begin = System.nanoTime();
        for (int i = 0; i < 20_000; i++) {
            assertNull(find("/r" + i % 5000 + "/x/y/end").route());
        }
        assertTrue(System.nanoTime() - begin < 5_000_000_000L);
    }

    @Test
    void longPathsAreNoDeepRecursion() {
        get("/{a}/{b}");
        assertEquals("404", found("/" + "a/".repeat(100_000)));
    }

    // ---------------------------------------------------------------- names

    @Test
    void urlsByName() {
        get("/users/{id:int}/{name}").name("user");
        assertEquals("/users/7/a%2Fb", app.urlFor("user", "id", 7, "name", "a/b"));
        assertThrows(IllegalArgumentException.class, () -> app.urlFor("user", "id", 7));
        assertThrows(IllegalArgumentException.class, () -> app.urlFor("nobody"));
        assertThrows(IllegalArgumentException.class, () -> get("/x").name("user"));
    }

    // ---------------------------------------------------------------- applications inside

    @Test
    void mountedApplicationsSeeTheRest() {
        Application api = new Application();
        api.get("", RoutingTest::unused);
        api.get("/", RoutingTest::unused);
        api.get("/items/{id:int}", RoutingTest::unused).name("item");
        app.mount("/v{version:int}/api", api);
        get("/v1/api/special");
        assertEquals("GET  [1]", found("/v1/api"));
        assertEquals("GET / [1]", found("/v1/api/"));
        assertEquals("GET /items/{id:int} [1, 7]", found("/v1/api/items/7"));
        assertEquals("1", find("/v1/api/items/7").value("version"));
        assertEquals("7", find("/v1/api/items/7").value("id"));
        assertEquals("GET /v1/api/special []", found("/v1/api/special"));
        assertSame(api, find("/v1/api/nothing").application());
        assertSame(app, find("/v1/nothing").application());
    }

    @Test
    void mountedApplicationsMakeUrlsWithTheirPrefix() {
        Application api = new Application();
        Application inner = new Application();
        inner.get("/x/{y}", RoutingTest::unused).name("x");
        api.mount("/inner", inner);
        app.mount("/api/", api);
        assertEquals("/api/inner/x/1", inner.urlFor("x", "y", 1));
        assertEquals("GET /x/{y} [1]", found("/api/inner/x/1"));
    }

    @Test
    void anApplicationIsMountedOnce() {
        Application api = new Application();
        app.mount("/a", api);
        assertThrows(IllegalArgumentException.class, () -> app.mount("/b", api));
        assertThrows(IllegalArgumentException.class, () -> app.mount("/b", app));
        assertThrows(IllegalArgumentException.class, () -> app.mount("/a", new Application()));
    }

    @Test
    void nothingIsAddedAfterTheStart() {
        app.freeze();
        assertThrows(IllegalStateException.class, () -> get("/"));
        assertThrows(IllegalStateException.class, () -> app.middleware((_, _) -> null));
        assertThrows(IllegalStateException.class, () -> app.mount("/x", new Application()));
    }
}
