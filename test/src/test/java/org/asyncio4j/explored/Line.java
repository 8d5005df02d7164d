package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.currentTask;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** Tasks that wait for the same thing, where who came first must be served first. */
final class Line {
    private final Model model;

    /** How many of them wait, as the thing itself says: not those who were woken already. */
    private final IntSupplier waiting;

    private final List<Task<?>> line = new ArrayList<>();

    Line(Model model, IntSupplier waiting) {
        this.model = model;
        this.waiting = waiting;
    }

    /** Runs the wait of the current task. All that then wait still must have come later. */
    <X extends Exception> void inTurn(Action<X> wait) throws X {
        Task<?> me = currentTask();
        line.add(me);
        try {
            wait.run();
            long later =
                    line.subList(line.indexOf(me) + 1, line.size()).stream()
                            .filter(task -> !model.isLeaving(task))
                            .count();
            assertTrue(
                    waiting.getAsInt() <= later,
                    () -> me + " has overtaken somebody in the line " + line);
        } finally {
            line.remove(me);
        }
    }
}
