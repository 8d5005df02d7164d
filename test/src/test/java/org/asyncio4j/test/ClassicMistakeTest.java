package org.asyncio4j.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That explorations find what they are for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClassicMistakeTest {
    private static final int SCHEDULES = 1_000;

    @ParameterizedTest
    @EnumSource
    void hidesFirstInFirstOut(ClassicMistake mistake) {
        Exploration.of(1).strategy(Strategy.FIFO).run(_ -> mistake.broken());
    }

    @ParameterizedTest
    @EnumSource
    void isFoundInRandomOrder(ClassicMistake mistake) {
        assertFound(mistake, Strategy.RANDOM);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByPriorities(ClassicMistake mistake) {
        assertFound(mistake, Strategy.PRIORITIES);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundBySearch(ClassicMistake mistake) {
        assertFound(mistake, Strategy.EXHAUSTIVE);
    }

    private static void assertFound(ClassicMistake mistake, Strategy strategy) {
        ScheduleFailure failure =
                assertThrows(
                        ScheduleFailure.class, () -> explore(strategy).run(_ -> mistake.broken()));
        assertTrue(failure.getStory().contains("  > "), failure.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void isGoneWhereFixed(ClassicMistake mistake) {
        for (Strategy strategy : Strategy.values()) {
            explore(strategy).run(_ -> mistake.fixed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void searchKnowsWhenNoOrderIsLeft(ClassicMistake mistake) {
        Exploration.Result result =
                Exploration.of(100_000).strategy(Strategy.EXHAUSTIVE).run(_ -> mistake.fixed());
        assertEquals(true, result.complete());
    }

    private static Exploration explore(Strategy strategy) {
        return Exploration.of(SCHEDULES).strategy(strategy);
    }
}
