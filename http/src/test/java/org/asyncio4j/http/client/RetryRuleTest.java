package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.http.Body;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;

class RetryRuleTest {
    private static final URI URL = URI.create("http://a/");

    @ParameterizedTest
    @CsvSource({
        "GET, true",
        "HEAD, true",
        "OPTIONS, true",
        "TRACE, true",
        "PUT, true",
        "DELETE, true",
        "QUERY, true",
        "POST, false",
        "PATCH, false",
        "get, false",
        "CONNECT, false",
    })
    void whatMayBeDoneTwice(String method, boolean expected) {
        var gone = new DisconnectedError(method, URL, null);
        assertEquals(expected, RetryRule.mayRetry(method, Body.of("x"), true, gone));
        assertEquals(expected, RetryRule.mayRetry(method, Body.empty(), true, gone));
    }

    @Test
    void aNewConnectionThatEndsIsAFailure() {
        var gone = new DisconnectedError("GET", URL, null);
        assertEquals(false, RetryRule.mayRetry("GET", Body.empty(), false, gone));
    }

    @Test
    void aBodyThatIsUsedUpIsNotSentAgain() {
        Body once = Body.from(new ByteArrayInputStream(new byte[3]), null);
        var gone = new DisconnectedError("PUT", URL, null);
        assertEquals(false, RetryRule.mayRetry("PUT", once, true, gone));
    }

    @Test
    void otherFailuresAreNoReason() {
        var slow = new ReadTimeoutError(URL, Duration.ofSeconds(1), null);
        assertEquals(false, RetryRule.mayRetry("GET", Body.empty(), true, slow));
        var refused = new ConnectError(URL, "refused", null);
        assertEquals(false, RetryRule.mayRetry("GET", Body.empty(), true, refused));
    }
}
