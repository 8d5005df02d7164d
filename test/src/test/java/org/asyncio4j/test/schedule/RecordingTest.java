package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

/** Of turns that are not real; what real tasks do is told in {@code ExplorationTest}. */
@Timeout(10)
class RecordingTest {
    private final FakeTurn a = new FakeTurn("a");
    private final FakeTurn b = new FakeTurn("b");
    private final FakeTurn c = new FakeTurn("c");
    private final FakeTurn d = new FakeTurn("d");
    private final FakeTurn e = new FakeTurn("e");
    private final FakeTurn f = new FakeTurn("f");

    private long now;
    private final Recording recording = new Recording(() -> now);

    private void turnOf(FakeTurn turn) {
        recording.begins(turn);
        recording.ends(turn);
    }

    @Test
    void eachTurnIsALine() {
        turnOf(a);
        now = 1_500_000_000;
        turnOf(b.whichGivesWay());
        turnOf(a.whichThen("waits for Event@123abc"));
        assertEquals(
                """
                1\t0 s\ta\twaits for a friend
                2\t1.5 s\tb\tgives way
                3\t1.5 s\ta\twaits for Event#1
                """,
                recording.trace());
    }

    @Test
    void lastTurnEndsTheTest() {
        recording.begins(a);
        recording.over();
        assertEquals("1\t0 s\ta\tends the test\n", recording.trace());
    }

    @Test
    void aTestThatHasNotBegunHasNoTurn() {
        recording.over();
        assertEquals("", recording.trace());
    }

    @Test
    void realTimeIsNotTold() {
        Recording timeless = new Recording(null);
        timeless.begins(a);
        timeless.ends(a);
        assertEquals("1\t\ta\twaits for a friend\n", timeless.trace());
    }

    @Test
    void overtakenAreNamed() {
        List<FakeTurn> ready = List.of(a, b, c, d, e, f);
        for (int index = 0; index < 6; index++) {
            recording.chosen(ready, index);
            turnOf(ready.get(index));
        }
        turnOf(a);
        assertEquals(
                """
                1\t0 s\ta\twaits for a friend
                2\t0 s\tb\twaits for a friend\tovertook a
                3\t0 s\tc\twaits for a friend\tovertook a and b
                4\t0 s\td\twaits for a friend\tovertook a, b and c
                5\t0 s\te\twaits for a friend\tovertook a, b, c and 1 more
                6\t0 s\tf\twaits for a friend\tovertook a, b, c and 2 more
                7\t0 s\ta\twaits for a friend
                """,
                recording.trace());
    }

    @Test
    void namesakesAreToldApart() {
        FakeTurn other = new FakeTurn("a");
        turnOf(a);
        turnOf(other);
        turnOf(a);
        turnOf(other);
        String waits = "\twaits for a friend\n";
        assertEquals(
                "1\t0 s\ta"
                        + waits
                        + "2\t0 s\ta (2)"
                        + waits
                        + "3\t0 s\ta"
                        + waits
                        + "4\t0 s\ta (2)"
                        + waits,
                recording.trace());
    }

    @Test
    void veryManyNamesakesTakeNoLonger() {
        List<FakeTurn> turns = new ArrayList<>();
        for (int i = 0; i < 90_000; i++) {
            turns.add(new FakeTurn("a"));
        }
        for (int round = 0; round < 6; round++) {
            turns.forEach(this::turnOf);
        }
        assertTrue(recording.trace().contains("540000\t0 s\ta (90000)\twaits"));
    }

    @Test
    void whoIsRenamedHasTheNewName() {
        String[] name = {"a"};
        FakeTurn renamed =
                new FakeTurn("a") {
                    @Override
                    public String describe() {
                        return name[0];
                    }
                };
        turnOf(renamed);
        turnOf(b);
        name[0] = "b";
        turnOf(renamed);
        turnOf(b);
        List<String> who = recording.trace().lines().map(line -> line.split("\t")[2]).toList();
        assertEquals(List.of("a", "b", "b (2)", "b"), who);
    }

    @Test
    void ofVeryManyTurnsTheMiddleIsForgotten() {
        for (int i = 0; i < 10_000; i++) {
            turnOf(a);
        }
        assertEquals(0, recording.leftOut());
        assertEquals(10_000, recording.trace().lines().count());
        for (int i = 0; i < 12; i++) {
            turnOf(b);
        }
        assertEquals(12, recording.leftOut());
        List<String> lines = recording.trace().lines().toList();
        assertEquals(10_001, lines.size());
        assertEquals("5000\t0 s\ta\twaits for a friend", lines.get(4_999));
        assertEquals("… 12 turns …", lines.get(5_000));
        assertEquals("5013\t0 s\ta\twaits for a friend", lines.get(5_001));
        assertEquals("10012\t0 s\tb\twaits for a friend", lines.getLast());
    }
}
