package org.asyncio4j.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Steps of a {@link Trail} that may come in any order, one after the other. Made by {@link
 * Trail#anyOrder}.
 */
public final class AnyOrder {
    private final List<String> steps;

    AnyOrder(Object... steps) {
        this.steps = Arrays.stream(steps).map(String::valueOf).toList();
    }

    /** Which of them are still to come. */
    List<String> toCome() {
        return new ArrayList<>(steps);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("anyOrder(");
        for (Iterator<String> each = steps.iterator(); each.hasNext(); ) {
            text.append(each.next()).append(each.hasNext() ? ", " : "");
        }
        return text.append(')').toString();
    }
}
