package org.asyncio4j.http.server;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values by typed keys, of an application, a request or a response. What is not found here is
 * looked for in the parent: that of a request is its application, that of an application the one
 * that it is mounted in.
 *
 * <pre>{@code
 * app.state().set(DATABASE, database);
 * app.get("/", request -> Response.json(request.state().get(DATABASE).users()));
 * }</pre>
 *
 * <p>Any thread may use it, for an application may be served by several loops.
 */
public final class State {
    private final Map<Key<?>, Object> values = new ConcurrentHashMap<>(4);
    private volatile State parent;

    State(State parent) {
        this.parent = parent;
    }

    void parent(State parent) {
        this.parent = parent;
    }

    /** Sets a value here. */
    public <T> State set(Key<T> key, T value) {
        values.put(key, Objects.requireNonNull(value, () -> "The value of " + key + " is null."));
        return this;
    }

    /**
     * A value, from here or from a parent.
     *
     * @throws NoSuchElementException if there is none
     */
    public <T> T get(Key<T> key) {
        T value = find(key);
        if (value == null) {
            throw new NoSuchElementException(
                    "Nothing was set for the key "
                            + key
                            + ". Set it before the application starts, or by a context.");
        }
        return value;
    }

    /** A value, from here or from a parent; null if there is none. */
    @SuppressWarnings("unchecked") // set() has seen to it.
    public <T> T find(Key<T> key) {
        Object value = values.get(key);
        State around = parent;
        return value != null || around == null ? (T) value : around.find(key);
    }

    /** Whether {@link #get} would find one. */
    public boolean contains(Key<?> key) {
        return find(key) != null;
    }

    /** Removes a value from here. */
    public void remove(Key<?> key) {
        values.remove(key);
    }

    @Override
    public String toString() {
        return "State" + values.keySet();
    }
}
