package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "http://a/x, http, a, 80, a, a:80",
        "https://a/, https, a, 443, a, a:443",
        "https://a:80/, https, a, 80, a:80, a:80",
        "wss://a_b:99/, https, a_b, 99, a_b:99, a_b:99",
        "ws://[::1]:8/, http, [::1], 8, [::1]:8, [::1]:8",
        "http://[::1]/, http, [::1], 80, [::1], [::1]:80",
    })
    void isOfAUrl(String url, String scheme, String host, int port, String header, String authority)
            throws InvalidUrlError {
        Origin origin = Origin.of(Urls.parse(url).url());
        assertEquals(new Origin(scheme, host, port), origin);
        assertEquals(header, origin.hostHeader());
        assertEquals(authority, origin.authority());
    }

    @Test
    void anotherPortIsAnotherOrigin() throws InvalidUrlError {
        Origin one = Origin.of(Urls.parse("http://a/").url());
        assertNotEquals(one, Origin.of(Urls.parse("http://a:8080/").url()));
        assertNotEquals(one, Origin.of(Urls.parse("https://a/").url()));
        assertEquals(one, Origin.of(Urls.parse("http://A:80/b").url()));
    }

    @Test
    void theNameOfAnAddressHasNoBrackets() throws InvalidUrlError {
        assertEquals("::1", Origin.of(Urls.parse("http://[::1]/").url()).hostName());
        assertEquals("a.b", Origin.of(Urls.parse("http://a.b/").url()).hostName());
    }
}
