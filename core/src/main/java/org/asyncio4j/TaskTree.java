package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who runs in a loop and what each waits for, in words: the tasks of a group below the task that
 * opened it, and below each line where the program waits. In the loop only.
 */
final class TaskTree {
    private static final String INDENT = "  ";

    private final List<Fiber> roots = new ArrayList<>();
    private final Map<LoopTask<?>, List<Fiber>> children = new IdentityHashMap<>();
    private final StringBuilder text = new StringBuilder();

    private TaskTree() {}

    /** Each line begins with a line break. */
    static String of(EventLoop loop) {
        TaskTree tree = new TaskTree();
        loop.scheduler().forEachFiber(tree::add);
        tree.roots.forEach(fiber -> tree.describe(fiber, INDENT));
        return tree.text.toString();
    }

    private void add(Fiber fiber) {
        LoopTask<?> parent = fiber.body() instanceof LoopTask<?> task ? task.parent() : null;
        if (parent == null) {
            roots.add(fiber);
        } else {
            children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(fiber);
        }
    }

    private void describe(Fiber fiber, String indent) {
        text.append('\n').append(indent).append(fiber).append(' ').append(fiber.activity());
        describePlace(fiber.thread().getStackTrace(), indent);
        if (fiber.body() instanceof LoopTask<?> task) {
            children.getOrDefault(task, List.of())
                    .forEach(child -> describe(child, indent + INDENT));
        }
    }

    /** Where the program waits: the first frame that is not ours or the JDK's. */
    private void describePlace(StackTraceElement[] stack, String indent) {
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (!type.startsWith("java.") && !type.startsWith("org.asyncio4j.")) {
                text.append('\n').append(indent).append("    at ").append(frame);
                return;
            }
        }
    }
}
