package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.asyncio4j.Action;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class StableTextTest {
    private final StableText texts = new StableText();

    @Test
    void objectsAreNumberedByTypeAsTheyCome() {
        assertEquals("waits for Event#1", texts.of("waits for Event@3a082db4"));
        assertEquals("Event#2 and Event#1", texts.of("Event@1 and Event@3a082db4"));
        assertEquals("Lock#1 held by x", texts.of("Lock@3a082db4 held by x"));
        assertEquals("a.b.Type$Inner#1, …", texts.of("a.b.Type$Inner@0, …"));
    }

    @Test
    void lambdasAreTheirPlaceAndNumber() {
        assertEquals(
                "the callback a.B.lambda#1",
                texts.of("the callback a.B$$Lambda/0x00007f1c3c000a00@3a082db4"));
        assertEquals("a.B.lambda#2", texts.of("a.B$$Lambda/0x00007f1c3c000b00@3a082db5"));
        assertEquals("class a.B.lambda", texts.of("class a.B$$Lambda/0x00007f1c3c000a00"));
        assertEquals("class a.Hidden", texts.of("class a.Hidden/0x00007f1c3c000a00"));
    }

    @Test
    void realOnesHaveNothingOfTheProcessLeft() {
        Action<RuntimeException> lambda = () -> {};
        assertFalse(texts.of(lambda + " " + new Event() + " " + new Object()).contains("@"));
        assertEquals(
                "org.asyncio4j.test.schedule.StableTextTest.lambda#1", texts.of(lambda.toString()));
        assertEquals("Event#2", texts.of(new Event().toString().split(" ")[0]));
        assertEquals("java.lang.Object#2", texts.of(new Object().toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "me@abc.de",
                "me@cafe-bar",
                "me@example.org",
                "10/0x",
                "a@notahash",
                "@1",
                "key@123456789"
            })
    void otherTextsAreLeftAlone(String text) {
        assertEquals(text, texts.of(text));
    }
}
