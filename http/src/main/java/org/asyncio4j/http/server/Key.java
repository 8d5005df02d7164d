package org.asyncio4j.http.server;

import java.util.Objects;

/**
 * Names a value of a type in a {@link State}: aiohttp's {@code AppKey}. Two keys are never the
 * same, whatever their names.
 *
 * <pre>{@code
 * static final Key<Database> DATABASE = Key.of("database", Database.class);
 * }</pre>
 */
public final class Key<T> {
    private final String name;

    private Key(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Makes a key.
     *
     * @param name for messages
     */
    public static <T> Key<T> of(String name) {
        return new Key<>(name);
    }

    /** {@link #of(String)}, which needs not be told the type elsewhere. */
    public static <T> Key<T> of(String name, Class<T> type) {
        return new Key<>(name + " (" + type.getSimpleName() + ")");
    }

    @Override
    public String toString() {
        return name;
    }
}
