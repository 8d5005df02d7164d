package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Random;

@Timeout(10)
class StoryTest {
    private final FakeTurn a = new FakeTurn("a");
    private final FakeTurn b = new FakeTurn("worker");

    private long now;
    private final Recording recording = new Recording(() -> now);

    private void turnOf(FakeTurn turn, String does) {
        recording.begins(turn);
        recording.ends(turn.whichThen(does));
    }

    private void overtaking(FakeTurn turn, FakeTurn overtaken, String does) {
        recording.chosen(List.of(overtaken, turn), 1);
        turnOf(turn, does);
    }

    private void assertTold(String story) {
        assertEquals(story, Story.of(recording, "fails: boo"));
    }

    @Test
    void isATable() {
        turnOf(a, "waits for b");
        now = 12_000_000_000L;
        overtaking(b, a, "ends");
        recording.begins(a);
        recording.over();
        assertTold(
                """
                    1   0 s  a       waits for b
                  > 2  12 s  worker  overtakes a, and ends
                    3  12 s  a       fails: boo
                """);
    }

    @Test
    void hasNoTimesWhereTimeIsReal() {
        Recording timeless = new Recording(null);
        timeless.begins(a);
        timeless.ends(a);
        assertEquals("    1    a  waits for a friend\n", Story.of(timeless, ""));
    }

    @Test
    void nothingHasHappened() {
        assertTold("");
    }

    @Test
    void sleepsAreToldAsSuch() {
        turnOf(a, "waits for the clock, another PT1H");
        turnOf(a, "waits for the clock, another PTsomething");
        assertTold(
                """
                    1  0 s  a  sleeps for 1:00:00
                    2  0 s  a  waits for the clock, another PTsomething
                """);
    }

    @Test
    void whoWaitsForAllOfAFewIsToldShortly() {
        turnOf(a, "waits for all of b, c, 2 unfinished");
        turnOf(a, "waits for all of b, c, 20 unfinished");
        assertTold(
                """
                    1  0 s  a  waits for b, c
                    2  0 s  a  waits for all of b, c, 20 unfinished
                """);
    }

    @Test
    void whatIsLongAfterAMarkGetsALineOfItsOwn() {
        overtaking(b, a, "waits for " + "x".repeat(80));
        assertTold(
                "  > 1  0 s  worker  overtakes a, and\n"
                        + "                        waits for "
                        + "x".repeat(80)
                        + "\n");
    }

    @Test
    void whatRepeatsIsToldOnce() {
        for (int i = 0; i < 100; i++) {
            turnOf(a, "waits for b");
            turnOf(b, "waits for a");
            now += 1_000_000_000;
        }
        turnOf(a, "ends");
        assertTold(
                """
                      1      0 s  a       waits for b
                      2      0 s  worker  waits for a
                                  … and these 2 again 99 times, until turn 200 at 0:01:39 …
                    201  0:01:40  a       ends
                """);
    }

    @Test
    void whatIsLongIsCutInTheMiddleButNotAroundMarks() {
        Random random = new Random(1);
        for (int i = 1; i <= 1000; i++) {
            if (i == 500) {
                overtaking(b, a, "waits for number " + i);
            } else {
                turnOf(random.nextBoolean() ? a : b, "waits for number " + i);
            }
        }
        String story = Story.of(recording, "");
        List<String> lines = story.lines().toList();
        assertEquals(12 + 1 + 5 + 1 + 24, lines.size(), story);
        assertTrue(lines.get(11).endsWith("number 12"), story);
        assertEquals("… 485 turns …", lines.get(12).strip());
        assertTrue(lines.get(13).endsWith("number 498"), story);
        assertTrue(lines.get(15).startsWith("  >  500"), story);
        assertEquals("… 474 turns …", lines.get(18).strip());
        assertTrue(lines.getLast().endsWith("number 1000"), story);
    }

    @Test
    void isNeverMuchTooLong() {
        for (int i = 1; i <= 30_000; i++) {
            overtaking(i % 3 == 0 ? a : b, a, "waits for number " + i);
        }
        assertTrue(Story.of(recording, "").lines().count() < 70);
    }

    @Test
    void turnsThatWereForgottenAreCounted() {
        for (int i = 1; i <= 10_007; i++) {
            turnOf(a, "waits for b");
        }
        assertTold(
                """
                       1  0 s  a  waits for b
                               … and again 4999 times, until turn 5000 at 0 s …
                               … 7 turns …
                    5008  0 s  a  waits for b
                               … and again 4999 times, until turn 10007 at 0 s …
                """);
    }
}
