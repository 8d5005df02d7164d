package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class LocationsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.com",
                "/\\evil.com",
                "\\\\evil.com",
                "http://evil.com",
                "evil.com",
                "javascript:alert(1)",
                "/a\r\nX: y",
                "/\t/evil.com",
                ""
            })
    void localKeepsToThisServer(String location) {
        assertEquals("/home", Locations.local(location, "/home"));
    }

    @Test
    void localTakesPaths() {
        assertEquals("/a/b?c=d", Locations.local("/a/b?c=d", "/home"));
        assertEquals("/home", Locations.local(null, "/home"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:text/html,x",
                "/a\r\nX: y",
                "/a b",
                "http://[x"
            })
    void checkedRefusesWhatIsNoUrlOfTheWeb(String location) {
        assertThrows(IllegalArgumentException.class, () -> Locations.checked(location));
    }

    @Test
    void checkedEscapesWhatIsNoAscii() {
        assertEquals("/caf%C3%A9", Locations.checked("/café"));
        assertEquals("https://example.com/", Locations.checked("https://example.com/"));
    }
}
