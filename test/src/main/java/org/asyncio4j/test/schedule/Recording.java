package org.asyncio4j.test.schedule;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.spi.Turn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Writes down the turns of one run, in words that are the same in each process. Of very long runs
 * only the first and the last turns.
 */
public final class Recording implements TurnWatcher {
    private static final int KEPT_AT_EACH_END = 5_000;
    private static final int MOST_NAMED = 3;

    /** Of more, namesakes are not told apart, to save memory. */
    private static final int MOST_NAMES = 100_000;

    /** How a callback describes itself. */
    private static final String CALLBACK = "the callback ";

    private static final Pattern PACKAGE = Pattern.compile("^(\\p{Ll}\\w*\\.)+(?=\\p{Lu})");

    /** What the test does in the turn in which it ends. */
    static final String END = "ends the test";

    /** The time where there is none that is worth to be told. */
    static final long NO_TIME = -1;

    /**
     * One turn.
     *
     * @param number counts from 1
     * @param nanos the simulation's time, or {@link #NO_TIME}
     * @param who whose turn it was
     * @param what what it did in the end, as "waits for …"
     * @param where the place in the user's code, or null
     * @param overtaken who was ready earlier; null where nobody was
     */
    record Entry(long number, long nanos, String who, String what, String where, String overtaken) {
        /** Whether both do the same, only at another time. */
        boolean isLike(Entry other) {
            return who.equals(other.who)
                    && what.equals(other.what)
                    && Objects.equals(where, other.where)
                    && Objects.equals(overtaken, other.overtaken);
        }
    }

    /**
     * What a turn is called.
     *
     * @param description its own, which may change
     * @param text with a number where others have the same
     */
    private record Name(String description, String text) {}

    private final LongSupplier clock;
    private final StableText texts = new StableText();
    private final List<Entry> first = new ArrayList<>();
    private final Deque<Entry> last = new ArrayDeque<>();

    /** How many turns had the same description; they are numbered in the order they came in. */
    private final Map<String, Integer> namesakes = new HashMap<>();

    /** Of those that have not ended. */
    private final Map<Turn, Name> names = new IdentityHashMap<>();

    private long turns;

    /** Whose turn it is. */
    private Turn current;

    /** Who was ready earlier than the one whose turn it is, or null. */
    private String overtaken;

    /**
     * @param clock the simulation's; null if that is the real one, which differs each time
     */
    public Recording(LongSupplier clock) {
        this.clock = clock == null ? () -> NO_TIME : clock;
    }

    // ---------------------------------------------------------------- writing

    @Override
    public void chosen(List<? extends Turn> ready, int index) {
        overtaken = index == 0 ? null : namesOfFirst(ready, index);
    }

    private String namesOfFirst(List<? extends Turn> ready, int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < Math.min(count, MOST_NAMED); i++) {
            String separator = i == 0 ? "" : i == count - 1 ? " and " : ", ";
            names.append(separator).append(name(ready.get(i)));
        }
        if (count > MOST_NAMED) {
            names.append(" and ").append(count - MOST_NAMED).append(" more");
        }
        return names.toString();
    }

    @Override
    public void begins(Turn turn) {
        turns++;
        current = turn;
    }

    @Override
    public void ends(Turn turn) {
        write(turn, what(turn), where(turn));
    }

    @Override
    public void over() {
        if (current != null) {
            write(current, END, null);
        }
    }

    private void write(Turn turn, String what, String where) {
        Entry entry =
                new Entry(turns, clock.getAsLong(), name(turn), texts.of(what), where, overtaken);
        current = null;
        overtaken = null;
        if (hasEnded(turn)) {
            names.remove(turn);
        }
        if (first.size() < KEPT_AT_EACH_END) {
            first.add(entry);
            return;
        }
        last.add(entry);
        if (last.size() > KEPT_AT_EACH_END) {
            last.remove();
        }
    }

    private String name(Turn turn) {
        String description = shortened(texts.of(turn.describe()));
        Name known = names.get(turn);
        if (known != null && known.description.equals(description)) {
            return known.text;
        }
        if (Math.max(names.size(), namesakes.size()) >= MOST_NAMES) {
            return description;
        }
        int number = namesakes.merge(description, 1, Integer::sum);
        String text = number == 1 ? description : description + " (" + number + ")";
        names.put(turn, new Name(description, text));
        return text;
    }

    private static boolean hasEnded(Turn turn) {
        return turn instanceof Fiber fiber && fiber.isFinished();
    }

    /**
     * {@code callback TaskGroup#1}: of the class of its lambda, the package makes no difference.
     */
    private static String shortened(String name) {
        if (!name.startsWith(CALLBACK)) {
            return name;
        }
        String type = PACKAGE.matcher(name.substring(CALLBACK.length())).replaceFirst("");
        return "callback " + type.replace(".lambda#", "#");
    }

    private static String what(Turn turn) {
        if (turn instanceof Fiber fiber && hasEnded(turn)) {
            return fiber.body() instanceof Future<?> task ? outcome(task) : "ends";
        }
        return turn.isReady() ? "gives way" : turn.activity();
    }

    /** Without a look at the exception, which would count as if somebody had fetched it. */
    private static String outcome(Future<?> task) {
        return switch (task.state()) {
            case CANCELLED -> "ends cancelled";
            case FAILED -> {
                String text = task.toString();
                int failure = text.indexOf("[failed, ");
                yield failure < 0
                        ? "ends with a failure"
                        : "ends with " + text.substring(failure + 9, text.length() - 1);
            }
            default -> "ends";
        };
    }

    private static String where(Turn turn) {
        if (!(turn instanceof Fiber fiber) || hasEnded(turn)) {
            return null;
        }
        StackTraceElement frame = UserCode.frame(fiber.thread().getStackTrace());
        return frame == null ? null : UserCode.describe(frame);
    }

    // ---------------------------------------------------------------- reading

    /** The first turns, or all. */
    List<Entry> first() {
        return first;
    }

    /** The last turns, where not all are among the first. */
    List<Entry> last() {
        return List.copyOf(last);
    }

    /** How many turns lie between those. */
    long leftOut() {
        return last.isEmpty() ? 0 : last.getFirst().number - first.getLast().number - 1;
    }

    /** All turns, a line each: what two runs of the same order have in common to the last byte. */
    public String trace() {
        StringBuilder text = new StringBuilder();
        first.forEach(entry -> append(text, entry));
        if (leftOut() > 0) {
            text.append("… ").append(leftOut()).append(" turns …\n");
        }
        last.forEach(entry -> append(text, entry));
        return text.toString();
    }

    private static void append(StringBuilder text, Entry entry) {
        text.append(entry.number).append('\t');
        text.append(entry.nanos == NO_TIME ? "" : SimulatedTime.text(entry.nanos)).append('\t');
        text.append(entry.who).append('\t').append(entry.what);
        if (entry.where != null) {
            text.append(" at ").append(entry.where);
        }
        if (entry.overtaken != null) {
            text.append("\tovertook ").append(entry.overtaken);
        }
        text.append('\n');
    }
}
