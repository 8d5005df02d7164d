package org.asyncio4j;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Several failures that happened beside each other. A {@link TaskGroup} throws it, also for a
 * single one; groups nest where groups of tasks do.
 *
 * <p>Where Python has {@code except*}, take the group apart with {@link #handle}:
 *
 * <pre>{@code
 * catch (ExceptionGroup group) {
 *     group.handle(IOException.class, e -> log(e));   // throws what is left of the group
 * }
 * }</pre>
 *
 * One class stands for Python's {@code ExceptionGroup} and {@code BaseExceptionGroup}: in Java,
 * whether a member is an {@link Error} is the member's business. The semantics are Python's.
 */
public class ExceptionGroup extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf is serializable.
    private final List<Throwable> exceptions;

    /**
     * @throws IllegalArgumentException if there are no exceptions
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(message);
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("An exception group needs at least one exception.");
        }
        this.exceptions = List.copyOf(exceptions);
    }

    /** The members, in the order in which they failed. */
    public List<Throwable> exceptions() {
        return exceptions;
    }

    /** All exceptions that are no groups, from this group and those within, in order. */
    public List<Throwable> leaves() {
        List<Throwable> leaves = new ArrayList<>();
        collectLeaves(leaves);
        return List.copyOf(leaves);
    }

    private void collectLeaves(List<Throwable> leaves) {
        for (Throwable member : exceptions) {
            if (member instanceof ExceptionGroup group) {
                group.collectLeaves(leaves);
            } else {
                leaves.add(member);
            }
        }
    }

    @Override
    public String getMessage() {
        int count = exceptions.size();
        return super.getMessage()
                + " ("
                + count
                + (count == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    /** The message without the count of members. */
    public String description() {
        return super.getMessage();
    }

    /**
     * A group of the same kind with other members. Subclasses override it to stay what they are
     * when they are split.
     */
    protected ExceptionGroup derive(List<? extends Throwable> members) {
        return new ExceptionGroup(description(), members);
    }

    /** The group of what matches, or null if nothing does. The nesting is kept. */
    public ExceptionGroup subgroup(Predicate<? super Throwable> condition) {
        return split(condition).matching();
    }

    /** The matching part of {@link #split(Class)}, or null. */
    public ExceptionGroup subgroup(Class<? extends Throwable> type) {
        return split(type).matching();
    }

    /**
     * Parts the group by the type of the single exceptions. Groups themselves are looked at only
     * where the type is one of groups: that every group is a {@link RuntimeException} says nothing
     * of its members.
     */
    public Split split(Class<? extends Throwable> type) {
        boolean ofGroups = ExceptionGroup.class.isAssignableFrom(type);
        return split(thrown ->
                type.isInstance(thrown) && (ofGroups || !(thrown instanceof ExceptionGroup)));
    }

    /**
     * Parts the group in what matches and what does not, nesting kept. The condition is asked of
     * this group first, then of nested groups, then of single exceptions.
     */
    public Split split(Predicate<? super Throwable> condition) {
        if (condition.test(this)) {
            return new Split(this, null);
        }
        List<Throwable> matching = new ArrayList<>();
        List<Throwable> others = new ArrayList<>();
        for (Throwable member : exceptions) {
            if (member instanceof ExceptionGroup group) {
                Split parts = group.split(condition);
                addIfPresent(matching, parts.matching());
                addIfPresent(others, parts.others());
            } else {
                (condition.test(member) ? matching : others).add(member);
            }
        }
        return new Split(derived(matching), derived(others));
    }

    /**
     * Gives each exception of the type to {@code handler}, and throws the rest of the group if
     * there is one: Python's {@code except*}.
     *
     * <p>What the handler throws is thrown at once, with the rest of the group as suppressed.
     *
     * @throws ExceptionGroup of what is not of the type
     * @throws IllegalArgumentException if the type is one of groups, which are never handled whole
     */
    public <X extends Throwable> void handle(Class<X> type, Consumer<? super X> handler) {
        if (ExceptionGroup.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(
                    "handle() looks inside groups, so it cannot handle groups: " + type);
        }
        Split parts = split(type);
        if (parts.matching() != null) {
            handleAll(parts, leaf -> handler.accept(type.cast(leaf)));
        }
        if (parts.others() != null) {
            throw parts.others();
        }
    }

    private static void handleAll(Split parts, Consumer<Throwable> handler) {
        try {
            parts.matching().leaves().forEach(handler);
        } catch (Throwable thrown) {
            if (parts.others() != null) {
                thrown.addSuppressed(parts.others());
            }
            throw thrown;
        }
    }

    private ExceptionGroup derived(List<Throwable> members) {
        if (members.isEmpty()) {
            return null;
        }
        ExceptionGroup group = derive(members);
        group.setStackTrace(getStackTrace());
        if (getCause() != null && group.getCause() == null) {
            group.initCause(getCause());
        }
        return group;
    }

    private static void addIfPresent(List<Throwable> list, ExceptionGroup group) {
        if (group != null) {
            list.add(group);
        }
    }

    /**
     * The two parts of a group.
     *
     * @param matching what matches, or null
     * @param others what does not, or null
     */
    public record Split(ExceptionGroup matching, ExceptionGroup others) {}

    // ---------------------------------------------------------------- printing as a tree

    @Override
    public void printStackTrace(PrintStream stream) {
        stream.print(tree());
    }

    @Override
    public void printStackTrace(PrintWriter writer) {
        writer.print(tree());
    }

    private String tree() {
        StringWriter own = new StringWriter();
        super.printStackTrace(new PrintWriter(own, true));
        StringBuilder tree = new StringBuilder(own.toString());
        int number = 1;
        for (Throwable member : exceptions) {
            StringWriter text = new StringWriter();
            member.printStackTrace(new PrintWriter(text, true));
            tree.append("  +---------------- ").append(number++).append(System.lineSeparator());
            text.toString().lines().forEach(line -> branch(tree, line));
        }
        return tree.append("  +------------------------------------")
                .append(System.lineSeparator())
                .toString();
    }

    private static void branch(StringBuilder tree, String line) {
        tree.append("  | ").append(line).append(System.lineSeparator());
    }
}
