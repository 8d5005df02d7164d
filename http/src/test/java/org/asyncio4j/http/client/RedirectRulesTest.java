package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.net.URI;

@Timeout(10)
class RedirectRulesTest {
    private static final URI FROM = URI.create("http://a.example/first");

    @ParameterizedTest
    @CsvSource({
        "301, /x, true",
        "302, /x, true",
        "303, /x, true",
        "307, /x, true",
        "308, /x, true",
        "301,   , false",
        "301, '', false",
        "300, /x, false",
        "304, /x, false",
        "305, /x, false",
        "200, /x, false",
        "201, /x, false",
    })
    void whatIsARedirect(int status, String location, boolean expected) {
        Headers headers = new Headers();
        if (location != null) {
            headers.set("Location", location);
        }
        assertEquals(expected, RedirectRules.isRedirect(status, headers));
    }

    @ParameterizedTest
    @CsvSource({
        "301, GET,    GET,    false",
        "301, HEAD,   HEAD,   false",
        "301, POST,   GET,    false",
        "301, PUT,    PUT,    true",
        "301, DELETE, DELETE, true",
        "302, POST,   GET,    false",
        "302, PATCH,  PATCH,  true",
        "303, POST,   GET,    false",
        "303, PUT,    GET,    false",
        "303, DELETE, GET,    false",
        "303, HEAD,   HEAD,   false",
        "303, GET,    GET,    false",
        "307, POST,   POST,   true",
        "308, POST,   POST,   true",
        "308, HEAD,   HEAD,   false",
    })
    void methodsAndBodies(int status, String method, String expected, boolean keepsBody)
            throws ClientError {
        boolean has = !method.equals("GET") && !method.equals("HEAD");
        Headers headers =
                has
                        ? Headers.of("Content-Type", "text/plain", "X-Id", "7")
                        : Headers.of("X-Id", "7");
        var next =
                RedirectRules.next(
                        status, "/x", method, FROM, headers, has ? Body.of("x") : Body.empty());
        assertEquals(expected, next.method());
        assertEquals(keepsBody, next.keepsBody());
        assertEquals(keepsBody, next.headers().contains("Content-Type"));
        assertEquals("7", next.headers().get("X-Id"));
        assertEquals("http://a.example/x", next.url().toString());
        assertTrue(next.sameOrigin());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://b.example/",
                "http://a.example:8080/",
                "https://a.example/",
                "//b.example/",
                "http://sub.a.example/",
                "http://a.example.b.example/",
                "http://a.example@b.example/"
            })
    void b66_anotherOriginLearnsNoSecrets(String location) throws ClientError {
        Headers headers =
                Headers.of(
                        "authorization", "Basic eDp5",
                        "AUTHORIZATION", "Bearer z",
                        "Cookie", "a=b",
                        "cookie", "c=d",
                        "Proxy-Authorization", "Basic eDp5",
                        "Host", "other",
                        "Accept", "*/*");
        var next = RedirectRules.next(302, location, "GET", FROM, headers, Body.empty());
        assertFalse(next.sameOrigin());
        assertEquals(1, next.headers().size());
        assertEquals("*/*", next.headers().get("Accept"));
        assertEquals(7, headers.size(), "the request's own headers are left alone");
    }

    @Test
    void theSameOriginIsSentWhatItHadBefore() throws ClientError {
        Headers headers = Headers.of("Authorization", "Basic eDp5", "Cookie", "a=b");
        var next =
                RedirectRules.next(
                        307, "http://A.example:80/y?z", "GET", FROM, headers, Body.empty());
        assertTrue(next.sameOrigin());
        assertEquals(2, next.headers().size());
        assertEquals("http://a.example/y?z", next.url().toString());
    }

    @Test
    void aUserInTheNewUrlIsForThatUrl() throws ClientError {
        var next =
                RedirectRules.next(
                        302, "//anna:secret@b.example/", "GET", FROM, new Headers(), Body.empty());
        assertEquals("Basic YW5uYTpzZWNyZXQ=", next.authorization());
        assertEquals("http://b.example/", next.url().toString());
    }

    @Test
    void b67_aBodyThatIsUsedUpIsToldOf() throws ClientError {
        Body once = Body.from(new ByteArrayInputStream(new byte[3]), "text/plain");
        var error =
                assertThrows(
                        PayloadError.class,
                        () -> RedirectRules.next(307, "/x", "POST", FROM, new Headers(), once));
        assertEquals(FROM, error.url());
        var next = RedirectRules.next(303, "/x", "POST", FROM, new Headers(), once);
        assertFalse(next.keepsBody(), "who becomes GET needs no body");
    }

    @ParameterizedTest
    @CsvSource({"file:///etc/passwd, true", "javascript:alert(1), true", "http://, false"})
    void b67_whereNobodyCanGo(String location, boolean nonHttp) {
        var error =
                assertThrows(
                        RedirectUrlError.class,
                        () ->
                                RedirectRules.next(
                                        302, location, "GET", FROM, new Headers(), Body.empty()));
        assertEquals(nonHttp, error.isNonHttp());
        assertInstanceOf(InvalidUrlError.class, error.getCause());
    }
}
