package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(10)
class ForwardedTest {
    @Test
    void eachProxyIsAnElement() {
        assertEquals(
                List.of(
                        new Forwarded("10.0.0.1", "192.0.2.1", "a.example", "https"),
                        new Forwarded(null, "[2001:db8::1]:4711", null, null),
                        new Forwarded(null, "a,b", null, null)),
                Forwarded.parse(
                        List.of(
                                "For=192.0.2.1;By=10.0.0.1;HOST=a.example;proto=https,"
                                        + " for=\"[2001:db8::1]:4711\"",
                                "for=\"a,b\"")));
    }

    @Test
    void whatCannotBeUnderstoodIsDropped() {
        assertEquals(List.of(), Forwarded.parse(List.of(",, ;;", "\"", "=", "")));
    }
}
