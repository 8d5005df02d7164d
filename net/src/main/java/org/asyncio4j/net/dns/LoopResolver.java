package org.asyncio4j.net.dns;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.NettyReactor;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A loop's resolver: remembers what the name servers have answered, and asks each question once at
 * a time. Belongs to its loop's thread.
 */
final class LoopResolver {
    /** More than any program needs, less than a flood of made-up names could fill. */
    private static final int MOST_ANSWERS = 1000;

    private final Map<Query, Lookup> lookups = new HashMap<>();
    private final Map<Query, Remembered> answers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Query, Remembered> eldest) {
                    return size() > MOST_ANSWERS;
                }
            };

    /**
     * @param deadline in nanoseconds of the loop's clock
     */
    private record Remembered(Answer answer, long deadline) {}

    private LoopResolver() {}

    /** The resolver of a loop, in that loop. */
    static LoopResolver of(NettyReactor reactor) {
        return reactor.companion(LoopResolver.class, LoopResolver::new);
    }

    /**
     * Asks the name servers, or somebody's memory of what they said.
     *
     * <p>Gives way: unless it is remembered. Cancellation: a question that nobody waits for any
     * more is dropped. Woken by: the network.
     */
    Answer answer(Fiber fiber, Query query) {
        Remembered remembered = answers.get(query);
        if (remembered != null) {
            if (fiber.scheduler().nanos() < remembered.deadline) {
                return remembered.answer;
            }
            answers.remove(query);
        }
        fiber.requireMayWait(query);
        Lookup lookup = lookups.get(query);
        if (lookup == null) {
            lookup = new Lookup(this, fiber.scheduler(), query);
            lookups.put(query, lookup);
            lookup.start();
        }
        return lookup.await(fiber);
    }

    void remember(Query query, Answer answer, long now) {
        if (answer.seconds() > 0) {
            long deadline = now + TimeUnit.SECONDS.toNanos(answer.seconds());
            answers.put(query, new Remembered(answer, deadline));
        }
    }

    /** A look-up that nobody is to join any more. */
    void forget(Lookup lookup) {
        lookups.remove(lookup.query(), lookup);
    }
}
