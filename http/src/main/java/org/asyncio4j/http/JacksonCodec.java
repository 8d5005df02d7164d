package org.asyncio4j.http;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.lang.reflect.Type;

/**
 * JSON by Jackson. Records are objects, what is in {@code java.time} is written in ISO 8601, and
 * what follows the value is refused. Properties that a record does not have are ignored: a service
 * that adds one must not break its clients.
 *
 * <p>Jackson is loaded when it is first needed, in a thread, for that takes a tenth of a second.
 */
final class JacksonCodec implements JsonCodec {
    /** Null until Jackson is loaded. */
    private volatile JsonMapper mapper;

    @Override
    public byte[] encode(Object value) {
        try {
            return mapper().writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "No JSON can be made of "
                            + (value == null ? "null" : "a " + value.getClass().getName())
                            + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    @Override
    public <T> T decode(byte[] data, Type type) throws IOException {
        JsonMapper mapper = mapper();
        try {
            return mapper.readValue(data, mapper.constructType(type));
        } catch (JacksonException e) {
            throw new JsonException(describe(e, type), e);
        }
    }

    /** What is wrong and where, with little of what the peer has sent. */
    private static String describe(JacksonException e, Type type) {
        String reason = e.getOriginalMessage();
        String shortened = reason.length() > 200 ? reason.substring(0, 200) + "…" : reason;
        String place =
                e.getLocation() == null
                        ? ""
                        : " (line "
                                + e.getLocation().getLineNr()
                                + ", column "
                                + e.getLocation().getColumnNr()
                                + ")";
        return "The JSON is no " + type.getTypeName() + ": " + shortened + place;
    }

    // ---------------------------------------------------------------- loading

    /** Several tasks may load at once: each waits for the one initialisation of the class. */
    private JsonMapper mapper() {
        if (mapper == null) {
            mapper = OffLoop.call(() -> Loaded.MAPPER);
        }
        return mapper;
    }

    /** A class of its own, so that a task does not meet its initialisation. */
    private static final class Loaded {
        static final JsonMapper MAPPER = load();

        private static JsonMapper load() {
            JsonMapper mapper =
                    JsonMapper.builder()
                            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                            .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                            .build();
            warmUp(mapper);
            return mapper;
        }

        /** A record there and back, so that what this needs is loaded, too. */
        private static void warmUp(JsonMapper mapper) {
            byte[] json = mapper.writeValueAsBytes(ContentType.TEXT);
            mapper.readValue(json, ContentType.class);
        }
    }
}
