package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class DeviationsTest {
    private static Deviations of(String text) {
        return Deviations.parse(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0>1", "3>1,9>2", "0>1,1>1,2>12,999999999>999999999"})
    void isWrittenAsItIsRead(String text) {
        assertEquals(text, of(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "3>",
                ">1",
                "3>1,",
                ",3>1",
                "3>1,3>2",
                "9>1,3>1",
                "3>-1",
                "3 >1",
                "a>b",
                "3>1;9>2",
                "1234567890>1"
            })
    void othersAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> of(text));
    }

    @Test
    void areThoseOfARun() {
        Choices choices = new Choices();
        choices.add(2, 0);
        choices.add(3, 2);
        choices.add(2, 0);
        choices.add(5, 1);
        assertEquals(of("1>2,3>1"), Deviations.of(choices));
    }

    @Test
    void runsOfAnyLengthFit() {
        Choices choices = new Choices();
        for (int i = 0; i < 1000; i++) {
            choices.add(2, i % 2);
        }
        assertEquals(500, Deviations.of(choices).size());
        assertEquals(999, Deviations.of(choices).last());
    }

    @Test
    void partsCanBeLeftOut() {
        Deviations all = of("1>1,2>2,3>3,4>4");
        assertEquals(of("1>1,4>4"), all.without(1, 3));
        assertEquals(of("3>3,4>4"), all.without(0, 2));
        assertEquals(of("1>1,2>2"), all.first(2));
        assertEquals(Deviations.NONE, all.without(0, 4));
        assertEquals(of("1>1,2>1,3>3,4>4"), all.withIndex(1, 1));
        assertEquals("1>1,2>2,3>3,4>4", all.toString(), "it has not changed");
    }

    @Test
    void areEqualWhereTheyAreTheSame() {
        assertEquals(of("1>2"), of("1>2"));
        assertEquals(of("1>2").hashCode(), of("1>2").hashCode());
        assertNotEquals(of("1>2"), of("1>3"));
        assertNotEquals(of("1>2"), of("2>2"));
        assertNotEquals(of("1>2"), Deviations.NONE);
    }
}
