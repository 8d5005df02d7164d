package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class ProxyEnvironmentTest {
    private static Proxy proxy(Map<String, String> environment, String url) throws ClientError {
        return ProxyEnvironment.of(environment).proxyFor(Urls.parse(url).url());
    }

    @Test
    void eachSchemeHasItsOwn() throws ClientError {
        var environment = Map.of("HTTP_PROXY", "http://p:1", "https_proxy", "https://q:2/");
        assertEquals("http://p:1/", proxy(environment, "http://a/").url().toString());
        assertEquals("http://p:1/", proxy(environment, "ws://a/").url().toString());
        assertEquals("https://q:2/", proxy(environment, "https://a/").url().toString());
        assertEquals("https://q:2/", proxy(environment, "wss://a/").url().toString());
        assertNull(proxy(Map.of("HTTP_PROXY", "http://p:1"), "https://a/"));
        assertNull(proxy(Map.of(), "https://a/"));
    }

    @Test
    void oneMayBeForAll() throws ClientError {
        var environment = Map.of("ALL_PROXY", "http://p:1", "http_proxy", "http://q:2");
        assertEquals("http://q:2/", proxy(environment, "http://a/").url().toString());
        assertEquals("http://p:1/", proxy(environment, "https://a/").url().toString());
    }

    @Test
    void smallLettersComeFirst() throws ClientError {
        var both = Map.of("http_proxy", "http://p:1", "HTTP_PROXY", "http://q:2");
        assertEquals("http://p:1/", proxy(both, "http://a/").url().toString());
        assertNull(proxy(Map.of("http_proxy", "", "HTTP_PROXY", "http://q:2"), "http://a/"));
    }

    @Test
    void underCgiAHeaderDoesNotCount() throws ClientError {
        var cgi =
                Map.of(
                        "REQUEST_METHOD", "GET",
                        "HTTP_PROXY", "http://evil:1",
                        "HTTPS_PROXY", "http://p:1");
        assertNull(proxy(cgi, "http://a/"));
        assertEquals("http://p:1/", proxy(cgi, "https://a/").url().toString());
        var small = Map.of("REQUEST_METHOD", "GET", "http_proxy", "http://p:1");
        assertEquals("http://p:1/", proxy(small, "http://a/").url().toString());
    }

    @Test
    void aProxyMayHaveAUserAndNoScheme() throws ClientError {
        Proxy proxy = proxy(Map.of("http_proxy", "anna:secret@p:3128"), "http://a/");
        assertEquals("http://p:3128/", proxy.url().toString());
        assertEquals("Basic YW5uYTpzZWNyZXQ=", proxy.authorization());
        assertEquals("Proxy http://p:3128/", proxy.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p:1", "ws://p:1", "http://", "http://p:x"})
    void whatIsNoProxyIsTold(String value) {
        assertThrows(InvalidUrlError.class, () -> proxy(Map.of("http_proxy", value), "http://a/"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "example.org;            http://example.org/;       true",
                "example.org;            http://www.example.org/;   true",
                "example.org;            http://EXAMPLE.org./;      true",
                "example.org;            http://badexample.org/;    false",
                "example.org;            http://example.org.evil/;  false",
                ".example.org;           http://example.org/;       true",
                ".example.org;           http://a.b.example.org/;   true",
                "*.example.org;          http://www.example.org/;   true",
                "*.example.org;          http://wwwexample.org/;    false",
                "Example.ORG;            http://example.org/;       true",
                "example.org:8080;       http://example.org:8080/;  true",
                "example.org:8080;       http://example.org/;       false",
                "example.org:443;        https://example.org/;      true",
                "a.b, c.d  e.f;          http://c.d/;               true",
                "a.b, c.d  e.f;          http://e.f/;               true",
                "a.b,,c.d;               http://x.y/;               false",
                "*;                      http://anything/;          true",
                "*:8080;                 http://a:8080/;            true",
                "*:8080;                 http://a/;                 false",
                "10.0.0.0/8;             http://10.1.2.3/;          true",
                "10.0.0.0/8;             http://11.1.2.3/;          false",
                "10.0.0.0/8;             http://10.example/;        false",
                "192.168.1.0/23;         http://192.168.0.9/;       true",
                "192.168.1.0/23;         http://192.168.2.9/;       false",
                "0.0.0.0/0;              http://8.8.8.8/;           true",
                "0.0.0.0/0;              http://[::1]/;             false",
                "127.0.0.1;              http://127.0.0.1:5/;       true",
                "127.0.0.1:5;            http://127.0.0.1:5/;       true",
                "127.0.0.1:5;            http://127.0.0.1:6/;       false",
                "::1;                    http://[::1]/;             true",
                "[::1]:80;               http://[0:0:0:0:0:0:0:1]/; true",
                "[::1]:81;               http://[::1]/;             false",
                "fe80::/10;              http://[febf::1]/;         true",
                "fe80::/10;              http://[fec0::1]/;         false",
                "10.0.0.0/33;            http://10.0.0.0/;          false",
                "10.0.0.0/x;             http://10.0.0.0/;          false",
                "1.2.3.4/;               http://1.2.3.4/;           false",
            })
    void exceptions(String list, String url, boolean direct) throws ClientError {
        Proxy proxy =
                proxy(Map.of("http_proxy", "p:1", "https_proxy", "p:1", "NO_PROXY", list), url);
        assertEquals(direct, proxy == null);
    }
}
