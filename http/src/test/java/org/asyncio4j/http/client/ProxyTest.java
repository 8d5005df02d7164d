package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

class ProxyTest {
    @Test
    void isMadeOfAUrl() throws InvalidUrlError {
        Proxy proxy = Proxy.of("http://anna:secret@proxy.example:3128");
        assertEquals("http://proxy.example:3128/", proxy.url().toString());
        assertEquals(BasicAuth.encode("anna", "secret"), proxy.authorization());
        assertEquals(
                BasicAuth.encode("otto", "x"),
                proxy.withAuthorization("otto", "x").authorization());
        assertEquals("7", proxy.withHeader("X-Id", "7").headers().get("x-id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p:1", "/p", "p:1", "file:///p"})
    void isOfHttp(String url) {
        URI uri = URI.create(url);
        assertThrows(IllegalArgumentException.class, () -> new Proxy(uri, null, new Headers()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://anna:secret@proxy:1", "http://anna@proxy", "http://@proxy"})
    void aUserBelongsElsewhere(String url) {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Proxy(URI.create(url), null, new Headers()));
        assertFalse(error.getMessage().contains("secret"), error.getMessage());
        assertTrue(error.getMessage().contains("Proxy.of"), error.getMessage());
    }

    @Test
    void b72_secretsBreakNoHeader() throws InvalidUrlError {
        URI url = URI.create("http://p/");
        assertThrows(
                IllegalArgumentException.class,
                () -> new Proxy(url, "Basic x\r\nEvil: 1", new Headers()));
        Proxy proxy = Proxy.of("http://p/");
        assertThrows(UnsupportedOperationException.class, () -> proxy.headers().set("X", "1"));
    }
}
