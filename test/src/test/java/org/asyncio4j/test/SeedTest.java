package org.asyncio4j.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class SeedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "17",
                "-17",
                "9223372036854775807",
                "-9223372036854775808",
                "17:",
                "17:3>1",
                "17:3>1,9>2"
            })
    void isWrittenAsItIsRead(String text) {
        assertEquals(text, Seed.parse(text).toString());
    }

    @Test
    void signOfPositiveOnesIsNotWritten() {
        assertEquals(new Seed(17), Seed.parse("+17"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "17 ",
                " 17",
                "0x11",
                "1.5",
                "--1",
                "9223372036854775808",
                ":3>1",
                "17:3",
                "17:3>",
                "17:3>1,",
                "17:3>1,3>1",
                "17:9>1,3>1",
                "17:3>x",
                "17:3>1:4>1",
                "random"
            })
    void othersAreRefusedWithAdvice(String text) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Seed.parse(text));
        assertTrue(
                refusal.getMessage().startsWith("'" + text + "' is no seed: "),
                refusal.getMessage());
        assertTrue(refusal.getMessage().contains("as 17, or with the order of tasks 17:3>1,9>2"));
    }

    @Test
    void areEqualWhereWrittenAlike() {
        assertEquals(new Seed(17), Seed.parse("17"));
        assertEquals(new Seed(17).hashCode(), Seed.parse("17").hashCode());
        assertEquals(Seed.parse("17:3>1"), Seed.parse("17:3>1"));
        assertEquals(Seed.parse("17:3>1").hashCode(), Seed.parse("17:3>1").hashCode());
        assertNotEquals(Seed.parse("17:3>1"), Seed.parse("17:3>2"));
        assertNotEquals(Seed.parse("17:3>1"), Seed.parse("18:3>1"));
        assertNotEquals(Seed.parse("17"), Seed.parse("17:"));
        assertNotEquals(new Seed(17), (Object) 17L);
    }

    @Test
    void onlySomeSayTheOrder() {
        assertEquals(false, new Seed(17).hasOrder());
        assertEquals(true, Seed.parse("17:").hasOrder());
        assertEquals(17, Seed.parse("17:3>1").value());
    }

    @Test
    void sameSeedGivesSameData() {
        assertEquals(new Seed(5).random().nextLong(), Seed.parse("5:3>1").random().nextLong());
        assertNotEquals(new Seed(5).random().nextLong(), new Seed(6).random().nextLong());
    }
}
