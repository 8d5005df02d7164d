package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class DomainPatternTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "example.com, EXAMPLE.com:8080, true",
        "example.com, www.example.com, false",
        "*.example.com, www.example.com, true",
        "*.example.com, a.b.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, www.example.com.evil.org, false",
        "a*a, a, false",
        "a*b*c, abc, true",
        "a*bc*c, abc, false",
        "[::1], [::1]:80, true"
    })
    void matches(String pattern, String host, boolean matches) {
        assertEquals(matches, new DomainPattern(pattern).matches(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://x", "x:80", "", "a b"})
    void refusesWhatIsNoDomain(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> new DomainPattern(pattern));
    }
}
