package org.asyncio4j.http;

import java.io.IOException;
import java.lang.reflect.Type;

/**
 * Makes JSON of objects and objects of JSON. An application may bring its own.
 *
 * <pre>{@code
 * record Order(int number, List<String> items, Instant placed) {}
 *
 * byte[] json = JsonCodec.DEFAULT.encode(new Order(7, List.of("tea"), Instant.now()));
 * Order order = JsonCodec.DEFAULT.decode(json, Order.class);
 * }</pre>
 *
 * <p>Implementations are used by several tasks, and by several loops in their threads.
 */
public interface JsonCodec {
    /**
     * Jackson's, which is loaded when it is first used. Records become objects, what is in {@code
     * java.time} becomes text in ISO 8601. Properties that a record lacks are ignored, so that a
     * service may add some; those that JSON lacks become null, zero or false. A null for a number
     * or a boolean is refused, and so is whatever follows the value.
     *
     * <p>Gives way: where it is used for the first time, while a thread loads Jackson. Woken by:
     * that thread.
     *
     * <p>Where an application has modules, its package must be open to {@code
     * tools.jackson.databind}, or the record and the package public and exported.
     */
    JsonCodec DEFAULT = new JacksonCodec();

    /**
     * Makes JSON of an object, in UTF-8.
     *
     * @throws IllegalArgumentException if that cannot be
     */
    byte[] encode(Object value);

    /**
     * Makes an object of JSON, in UTF-8.
     *
     * @param type the class of the result, or what stands for a list of records or the like
     * @throws JsonException if the data is not JSON, or not that of such an object
     */
    <T> T decode(byte[] data, Type type) throws IOException;
}
