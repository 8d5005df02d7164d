package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class DeviatingOrderTest {
    private static final List<FakeTurn> THREE =
            List.of(new FakeTurn("a"), new FakeTurn("b"), new FakeTurn("c"));

    private static List<Integer> choices(String deviations, int count, List<FakeTurn> ready) {
        DeviatingOrder order = new DeviatingOrder(Deviations.parse(deviations));
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(order.choose(ready));
        }
        return chosen;
    }

    @Test
    void isFirstInFirstOutElsewhere() {
        assertEquals(List.of(0, 0, 0), choices("", 3, THREE));
        assertEquals(List.of(1, 0, 0, 2, 1, 0), choices("0>1,3>2,4>1", 6, THREE));
    }

    @Test
    void whereFewerAreReadyItTakesTheLast() {
        assertEquals(List.of(0, 1, 0), choices("1>7", 3, THREE.subList(0, 2)));
    }

    @Test
    void tellsWhatDidNotComeAbout() {
        assertEquals(null, misfit("", 0));
        assertEquals(null, misfit("0>1,2>2", 3));
        assertEquals("2>2", misfit("0>1,2>2", 2), "it never came to that");
        assertEquals("0>3", misfit("0>3,2>2,9>1", 3), "so many were not ready");
        assertEquals("9>1", misfit("0>2,2>2,9>1", 9));
    }

    private static String misfit(String deviations, int choices) {
        DeviatingOrder order = new DeviatingOrder(Deviations.parse(deviations));
        for (int i = 0; i < choices; i++) {
            order.choose(THREE);
        }
        return order.misfit();
    }
}
