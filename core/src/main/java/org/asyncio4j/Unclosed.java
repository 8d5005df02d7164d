package org.asyncio4j;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** What has to be closed before its loop ends, and was not yet. Loop thread only. */
final class Unclosed {
    private final EventLoop loop;

    /** By the order of their opening. */
    private final SequencedMap<Long, Opened> opened = new LinkedHashMap<>();

    private final Map<Object, Long> numbers = new IdentityHashMap<>();
    private long count;

    private record Opened(Object resource, Origin origin) {}

    Unclosed(EventLoop loop) {
        this.loop = loop;
    }

    void add(Object resource) {
        if (numbers.putIfAbsent(resource, ++count) == null) {
            opened.put(count, new Opened(resource, Origin.hereIf(loop.getDebug())));
        }
    }

    void remove(Object resource) {
        Long number = numbers.remove(resource);
        if (number != null) {
            opened.remove(number);
        }
    }

    boolean isEmpty() {
        return opened.isEmpty();
    }

    /** The loop ends. */
    void reportAll() {
        while (!opened.isEmpty()) {
            Opened left = opened.pollFirstEntry().getValue();
            numbers.remove(left.resource);
            loop.callExceptionHandler(
                    ExceptionContext.of(
                            left.resource
                                    + " was not closed before its loop ended."
                                    + Origin.describe(left.origin),
                            null));
        }
    }
}
