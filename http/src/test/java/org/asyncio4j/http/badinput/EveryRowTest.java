package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Each row of the table of bad inputs has a test that bears its number. */
class EveryRowTest {
    private static final Pattern ROW = Pattern.compile("b(\\d\\d)_.*");
    private static final int ROWS = 78;

    private static final List<Class<?>> TESTS =
            List.of(
                    RequestHeadTest.class,
                    BodyFramingTest.class,
                    CompressionTest.class,
                    FormsTest.class,
                    StaticAndRoutingTest.class,
                    LifecycleTest.class,
                    TimeLimitsTest.class,
                    WebSocketTest.class,
                    HostileServerTest.class,
                    PooledTlsTest.class);

    @Test
    void everyRowHasATest() {
        TreeSet<Integer> missing = new TreeSet<>(IntStream.rangeClosed(1, ROWS).boxed().toList());
        TESTS.stream()
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .map(each -> ROW.matcher(each.getName()))
                .filter(Matcher::matches)
                .forEach(each -> missing.remove(Integer.parseInt(each.group(1))));
        assertEquals(new TreeSet<>(), missing, "rows without a test");
    }
}
