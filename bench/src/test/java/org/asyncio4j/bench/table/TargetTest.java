package org.asyncio4j.bench.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.bench.Sample;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

class TargetTest {

    private static final Row YIELD = new Row("yield", "yield", Measure.WALL);

    private final Results results = new Results();

    private void measured(String peer, long... nanos) {
        List<Sample> samples =
                LongStream.of(nanos).mapToObj(n -> new Sample("yield", 1, n, n, "")).toList();
        results.add(YIELD, peer, samples);
    }

    @Test
    void comparesMediansWithTheBestRival() {
        measured("asyncio4j", 90, 130, 5_000);
        measured("floor", 100);
        measured("go", 200);
        Target target = new Target("", "yield", 1.3, false, List.of("go", "floor"));
        assertEquals(OptionalDouble.of(1.3), target.measure(YIELD, results));
        assertTrue(target.isReachedBy(1.3));
        assertFalse(target.isReachedBy(1.31));
    }

    @Test
    void isNotMeasuredWithoutARival() {
        measured("asyncio4j", 100);
        Target target = new Target("", "yield", 1, true, List.of("go"));
        assertEquals(OptionalDouble.empty(), target.measure(YIELD, results));
    }

    @Test
    void belowMeansBelow() {
        Target target = new Target("", "yield", 1, true, List.of("go"));
        assertFalse(target.isReachedBy(1));
        assertTrue(target.isReachedBy(0.99));
    }

    @Test
    void oneBadProcessDoesNotMoveTheMedian() {
        measured("floor", 100, 100, 100);
        measured("floor", 900, 900, 900);
        measured("floor", 102, 102, 102);
        assertEquals(OptionalDouble.of(102), results.value(YIELD, "floor"));
    }
}
