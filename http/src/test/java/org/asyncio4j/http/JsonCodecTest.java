package org.asyncio4j.http;

import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

@Timeout(20)
class JsonCodecTest {
    record Item(String name, int count) {}

    record Order(int number, List<Item> items, Instant placed, LocalDate due, Duration within) {}

    private static final JsonCodec JSON = JsonCodec.DEFAULT;

    @Test
    void recordsThereAndBack() throws IOException {
        Order order =
                new Order(
                        7,
                        List.of(new Item("tea", 2)),
                        Instant.parse("2026-01-02T03:04:05Z"),
                        LocalDate.of(2026, 2, 1),
                        Duration.ofMinutes(90));
        byte[] json = JSON.encode(order);
        assertEquals(
                "{\"number\":7,\"items\":[{\"name\":\"tea\",\"count\":2}],\"placed\":"
                        + "\"2026-01-02T03:04:05Z\",\"due\":\"2026-02-01\",\"within\":\"PT1H30M\"}",
                new String(json).replaceAll("\\s", ""));
        Order again = JSON.decode(json, Order.class);
        assertEquals(order, again);
    }

    @Test
    void unknownPropertiesAreIgnored() throws IOException {
        Item item = JSON.decode("{\"name\":\"ä\",\"count\":1,\"new\":[{}]}".getBytes(), Item.class);
        assertEquals(new Item("ä", 1), item);
    }

    @Test
    void missingPropertiesAreNullOrZero() throws IOException {
        Item item = JSON.decode("{}".getBytes(), Item.class);
        assertEquals(new Item(null, 0), item);
    }

    @Test
    void genericTypes() throws Exception {
        record Lists(Map<String, List<Item>> field) {}
        Type type = Lists.class.getRecordComponents()[0].getGenericType();
        Map<String, List<Item>> lists =
                JSON.decode("{\"a\":[{\"name\":\"x\",\"count\":3}]}".getBytes(), type);
        assertEquals(Map.of("a", List.of(new Item("x", 3))), lists);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"count\":\"x\"}",
                "[]",
                "{\"count\":null}",
                "{\"name\":\"a\",\"count\":1} x",
                "{\"count\":99999999999}",
                "\u0000",
                "nul"
            })
    void whatIsNoSuchObjectIsRefused(String json) {
        JsonException thrown =
                assertThrows(JsonException.class, () -> JSON.decode(json.getBytes(), Item.class));
        assertTrue(thrown.getMessage().contains("Item"), thrown.getMessage());
    }

    @Test
    void b78_errorsTellLittleOfWhatWasReceived() {
        byte[] json = ("{\"count\":\"" + "secret".repeat(10_000) + "\"}").getBytes();
        JsonException thrown =
                assertThrows(JsonException.class, () -> JSON.decode(json, Item.class));
        assertTrue(thrown.getMessage().length() < 400, thrown.getMessage());
    }

    @Test
    void deepJsonIsRefused() {
        byte[] json = "[".repeat(100_000).getBytes();
        assertThrows(JsonException.class, () -> JSON.decode(json, Object.class));
    }

    @Test
    void whatCannotBecomeJsonIsRefused() {
        Object self = new Object[1];
        ((Object[]) self)[0] = self;
        assertThrows(IllegalArgumentException.class, () -> JSON.encode(self));
    }

    @Test
    void worksOnALoopFromTheFirstUseOn() {
        JsonCodec fresh = new JacksonCodec();
        String json =
                run(
                        RunOptions.DEFAULT.withHandleSignals(false),
                        () -> new String(fresh.encode(List.of(1, 2))));
        assertEquals("[1,2]", json);
    }
}
