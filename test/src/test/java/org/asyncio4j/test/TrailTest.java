package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.test.Trail.anyOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.util.List;

@Timeout(10)
class TrailTest {
    private final Trail trail = new Trail();

    private void leave(Object... steps) {
        for (Object step : steps) {
            trail.add(step);
        }
    }

    private static String messageOf(Executable body) {
        return assertThrows(AssertionError.class, body).getMessage();
    }

    // ---------------------------------------------------------------- afterwards

    @Test
    void stepsComeInTheirOrder() {
        leave("a", 2, null);
        trail.assertTrail("a", 2, null);
        assertEquals(List.of("a", "2", "null"), trail.steps());
        assertEquals("[a, 2, null]", trail.toString());
        new Trail().assertTrail();
    }

    @Test
    void aGroupComesInAnyOrder() {
        leave("a", "c", "b", "b", "d");
        trail.assertTrail("a", anyOrder("b", "b", "c"), "d");
        trail.assertTrail(anyOrder("a"), anyOrder(), anyOrder("d", "c", "b", "b"));
        trail.assertTrail(anyOrder("a", "b", "c"), anyOrder("b", "d"));
    }

    @Test
    void aStepTooManyInAGroupIsFound() {
        leave("a", "b", "b", "c");
        assertEquals(
                """
                The trail is not as expected: "b" came instead of c.
                  The steps:
                      a
                      b
                    > b
                      c
                  Expected from > on:
                      c
                      d\
                """,
                messageOf(() -> trail.assertTrail("a", anyOrder("c", "b"), "d")));
    }

    @Test
    void theFirstStepThatDiffersIsShown() {
        leave("a", "x", "c");
        assertEquals(
                """
                The trail is not as expected: "x" came instead of in any order b, c.
                  The steps:
                      a
                    > x
                      c
                  Expected from > on:
                      in any order b, c
                      d\
                """,
                messageOf(() -> trail.assertTrail("a", anyOrder("b", "c"), "d")));
    }

    @Test
    void aTrailThatEndsTooEarlyIsFound() {
        leave("a");
        assertEquals(
                """
                The trail ends too early, before b.
                  The steps:
                      a
                    > the end
                  Expected from > on:
                      b\
                """,
                messageOf(() -> trail.assertTrail("a", "b")));
    }

    @Test
    void aTrailThatGoesOnIsFound() {
        leave("a", "b");
        assertEquals(
                """
                The trail is not as expected: "b" came instead of the end.
                  The steps:
                      a
                    > b
                  Expected from > on: nothing more\
                """,
                messageOf(() -> trail.assertTrail("a")));
    }

    // ---------------------------------------------------------------- up front

    @Test
    void theWrongStepFailsWhereItIsMade() {
        trail.expect("a", anyOrder("b", "c"));
        trail.expect("d");
        leave("a", "c");
        assertEquals(
                """
                "d" was not to come now, but b.
                  The steps:
                      a
                      c
                    > d
                  Expected from > on:
                      b
                      d\
                """,
                messageOf(() -> trail.add("d")));
    }

    @Test
    void whatIsMissingIsFoundAtTheEnd() {
        trail.assertFulfilled();
        trail.expect("a", "b");
        trail.add("a");
        assertEquals(
                """
                What was expected has not come: b.
                  The steps:
                      a
                    > the end
                  Expected from > on:
                      b\
                """,
                messageOf(trail::assertFulfilled));
        trail.add("b");
        trail.assertFulfilled();
        assertEquals(
                "\"c\" was not to come now, but the end.",
                messageOf(() -> trail.add("c")).lines().findFirst().orElseThrow());
    }

    @Test
    void aClearedTrailBeginsAnew() {
        trail.expect("a", "b");
        trail.add("a");
        trail.clear();
        trail.add("b");
        trail.assertTrail("b");
        trail.assertFulfilled();
    }

    // ---------------------------------------------------------------- times

    @Test
    void timesAreTheSimulations() throws Exception {
        Simulation.run(_ -> {
            Trail timed = Trail.timed();
            gather(
                    () -> {
                        timed.add("a");
                        sleep(seconds(100));
                        timed.add("c");
                    },
                    () -> {
                        sleep(millis(1500));
                        timed.add("b");
                    });
            timed.assertTrail("0 s: a", "1.5 s: b", "100 s: c");
        });
    }

    @Test
    void aTimedTrailNeedsALoop() {
        assertThrows(IllegalStateException.class, () -> Trail.timed().add("a"));
    }
}
