package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.UncleanEndError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(10)
class FailureKindTest {
    private static void assertAlike(Throwable one, Throwable other) {
        assertEquals(FailureKind.of(one), FailureKind.of(other));
        assertEquals(FailureKind.of(one).hashCode(), FailureKind.of(other).hashCode());
    }

    private static void assertUnlike(Throwable one, Throwable other) {
        assertNotEquals(FailureKind.of(one), FailureKind.of(other));
    }

    @Test
    void exceptionsOfOneClassAreAlike() {
        assertAlike(new IllegalStateException("a"), new IllegalStateException("b"));
        assertUnlike(new IllegalStateException("a"), new IllegalArgumentException("a"));
    }

    @Test
    void assertionsAreAlikeWhereTheyStand() {
        AssertionError[] errors = new AssertionError[3];
        for (int i = 0; i < 3; i++) {
            errors[i] = new AssertionError("number " + i);
        }
        assertAlike(errors[0], errors[1]);
        assertUnlike(errors[0], new AssertionError("number 0"));
    }

    @Test
    void framesOfJUnitDoNotCount() {
        Throwable[] errors = new Throwable[2];
        for (int i = 0; i < 2; i++) {
            try {
                fail("number " + i);
            } catch (AssertionError e) {
                errors[i] = e;
            }
        }
        assertAlike(errors[0], errors[1]);
        try {
            fail("number 0");
        } catch (AssertionError e) {
            assertUnlike(errors[0], e);
        }
    }

    @Test
    void assertionsWithoutAPlaceAreAlikeInWhatTheySay() {
        assertAlike(ofOurs("left:\n  task 1\n  x"), ofOurs("left:\n  task 2\n  y"));
        assertUnlike(ofOurs("left:\n  task 1"), ofOurs("left:\n  timer 1"));
        assertAlike(ofOurs(null), ofOurs(null));
    }

    /** They are made on the caller's thread, where the frame is that of the exploration. */
    @Test
    void whatTheKitFindsIsAlikeInWhatItSays() {
        assertAlike(unclean("a task: Task-1 waits"), unclean("a task: Task-2 waits"));
        assertUnlike(unclean("a task: Task-1 waits"), unclean("a timer: TimerHandle"));
        AssertionError[] errors = new AssertionError[2];
        for (int i = 0; i < 2; i++) {
            errors[i] = new AssertionError(i == 0 ? "has not ended" : "boo");
        }
        assertAlike(errors[0], errors[1]);
        errors[0].setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement(
                            Simulation.class.getName(), "explained", "Simulation.java", 1),
                    errors[1].getStackTrace()[0]
                });
        assertUnlike(errors[0], errors[1]);
    }

    private static UncleanEndError unclean(String what) {
        return new UncleanEndError("The test did not end clean:\n  " + what);
    }

    private static AssertionError ofOurs(String message) {
        AssertionError error = new AssertionError(message);
        error.setStackTrace(new StackTraceElement[0]);
        return error;
    }

    @Test
    void groupsAreAlikeInWhatIsInThem() {
        Throwable a = new IllegalStateException("a");
        Throwable b = new IllegalArgumentException("b");
        assertAlike(new ExceptionGroup("x", List.of(a, b)), new ExceptionGroup("y", List.of(b, a)));
        assertAlike(new ExceptionGroup("x", List.of(a, a)), new ExceptionGroup("y", List.of(a)));
        assertUnlike(new ExceptionGroup("x", List.of(a)), new ExceptionGroup("y", List.of(b)));
    }
}
