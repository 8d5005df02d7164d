package org.asyncio4j.test.schedule;

import org.asyncio4j.test.schedule.Recording.Entry;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run as it is told to a person: who ran when and what it did, with marks where the order was not
 * first in, first out. What repeats is told once, and of what is long the middle is left out, but
 * for what stands around a mark.
 */
public final class Story {
    private static final int MOST_LINES = 60;
    private static final int LINES_AT_BEGIN = 12;
    private static final int LINES_AT_END = 24;

    /** How many lines are kept before and after one with a mark. */
    private static final int AROUND_MARK = 2;

    /** The longest round of turns whose repetitions are noticed. */
    private static final int LONGEST_ROUND = 8;

    /** The widest text of a turn that goes into one line. */
    private static final int WIDTH = 100;

    private static final int INDENT = 4;

    /** Those with longer names begin what they do further to the right. */
    private static final int WIDEST_NAME = 24;

    /** As few are told in full. */
    private static final int FEW_REPETITIONS = 2;

    private static final Pattern SLEEP = Pattern.compile("waits for the clock, another (PT\\S+)");

    private static final Pattern ALL =
            Pattern.compile("waits for all of (.+), (\\d{1,9}) unfinished");

    /** A turn, or what is told instead of some. */
    private sealed interface Line {
        /** Whether it must be told. */
        default boolean isMarked() {
            return false;
        }
    }

    private record One(Entry entry) implements Line {
        @Override
        public boolean isMarked() {
            return entry.overtaken() != null;
        }
    }

    /** The round of that many turns above goes on. */
    private record Again(int round, long times, boolean isMarked, Entry last) implements Line {}

    private record LeftOut(long turns) implements Line {}

    private final Recording recording;

    /** How the last turn is told, in which the test ended. */
    private final String end;

    private final StringBuilder text = new StringBuilder();
    private int widthOfNumber;
    private int widthOfTime;
    private int widthOfName;

    private Story(Recording recording, String end) {
        this.recording = recording;
        this.end = end;
    }

    /**
     * @param end what the test did in its last turn, as "fails: …"
     */
    public static String of(Recording recording, String end) {
        return new Story(recording, end).tell();
    }

    private String tell() {
        List<Line> lines = new ArrayList<>(folded(recording.first()));
        if (recording.leftOut() > 0) {
            lines.add(new LeftOut(recording.leftOut()));
        }
        lines.addAll(folded(recording.last()));
        List<Line> told = shortened(lines);
        measure(told);
        told.forEach(this::append);
        return text.toString();
    }

    // ---------------------------------------------------------------- what repeats

    private static List<Line> folded(List<Entry> entries) {
        List<Line> lines = new ArrayList<>();
        int i = 0;
        while (i < entries.size()) {
            int round = roundAt(entries, i);
            int times = round == 0 ? 0 : repetitions(entries, i, round);
            int told = Math.max(1, round);
            boolean marked = false;
            for (Entry entry : entries.subList(i, i + told)) {
                lines.add(new One(entry));
                marked |= entry.overtaken() != null;
            }
            i += told + times * round;
            if (times > 0) {
                lines.add(new Again(round, times, marked, entries.get(i - 1)));
            }
        }
        return lines;
    }

    /** How many turns from here on are repeated often; 0 if none. */
    private static int roundAt(List<Entry> entries, int from) {
        for (int round = 1; round <= LONGEST_ROUND; round++) {
            int repetitions = repetitions(entries, from, round);
            if (repetitions > FEW_REPETITIONS) {
                return round;
            }
        }
        return 0;
    }

    private static int repetitions(List<Entry> entries, int from, int round) {
        int alike = 0;
        while (from + round + alike < entries.size()
                && entries.get(from + alike).isLike(entries.get(from + round + alike))) {
            alike++;
        }
        return alike / round;
    }

    // ---------------------------------------------------------------- what is too long

    private static List<Line> shortened(List<Line> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        boolean[] kept = kept(lines);
        List<Line> told = new ArrayList<>();
        long leftOut = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (!kept[i]) {
                leftOut += turns(lines.get(i));
                continue;
            }
            if (leftOut > 0) {
                told.add(new LeftOut(leftOut));
                leftOut = 0;
            }
            told.add(lines.get(i));
        }
        return told;
    }

    private static boolean[] kept(List<Line> lines) {
        boolean[] kept = new boolean[lines.size()];
        int count = 0;
        for (int i = 0; i < lines.size(); i++) {
            kept[i] = i < LINES_AT_BEGIN || i >= lines.size() - LINES_AT_END;
            count += kept[i] ? 1 : 0;
        }
        for (int mark = lines.size() - 1; mark >= 0 && count < MOST_LINES; mark--) {
            if (lines.get(mark).isMarked()) {
                int to = Math.min(lines.size() - 1, mark + AROUND_MARK);
                for (int i = Math.max(0, mark - AROUND_MARK); i <= to; i++) {
                    count += kept[i] ? 0 : 1;
                    kept[i] = true;
                }
            }
        }
        return kept;
    }

    private static long turns(Line line) {
        return switch (line) {
            case One _ -> 1;
            case Again again -> again.times * again.round;
            case LeftOut leftOut -> leftOut.turns;
        };
    }

    // ---------------------------------------------------------------- telling

    private void measure(List<Line> lines) {
        for (Line line : lines) {
            if (line instanceof One(Entry entry)) {
                widthOfNumber = Math.max(widthOfNumber, number(entry).length());
                widthOfTime = Math.max(widthOfTime, time(entry).length());
                widthOfName = Math.max(widthOfName, Math.min(WIDEST_NAME, entry.who().length()));
            }
        }
    }

    private void append(Line line) {
        switch (line) {
            case One(Entry entry) -> append(entry);
            case Again again -> appendAside(again(again));
            case LeftOut(long turns) ->
                    appendAside("… " + turns + (turns == 1 ? " turn …" : " turns …"));
        }
    }

    private void append(Entry entry) {
        appendColumns(entry.overtaken() == null ? "    " : "  > ", entry);
        String what = what(entry);
        if (entry.where() != null) {
            what += ", at " + entry.where();
        }
        if (entry.overtaken() != null) {
            String overtakes = "overtakes " + entry.overtaken() + ", and";
            boolean fits = overtakes.length() + what.length() < WIDTH;
            String next = fits ? " " : "\n" + " ".repeat(widthOfColumns() + INDENT);
            what = overtakes + next + what;
        }
        text.append(what).append('\n');
    }

    private int widthOfColumns() {
        return 4 + widthOfNumber + 2 + widthOfTime + 2 + widthOfName + 2;
    }

    private void appendColumns(String mark, Entry entry) {
        text.append(mark);
        appendRight(number(entry), widthOfNumber);
        appendRight(time(entry), widthOfTime);
        text.append(entry.who()).repeat(' ', Math.max(0, widthOfName - entry.who().length()) + 2);
    }

    private void appendRight(String column, int width) {
        text.repeat(' ', width - column.length()).append(column).append("  ");
    }

    private void appendAside(String aside) {
        text.repeat(' ', 4 + widthOfNumber + widthOfTime + 4).append(aside).append('\n');
    }

    private static String again(Again again) {
        return (again.round == 1 ? "… and again " : "… and these " + again.round + " again ")
                + again.times
                + " times, until turn "
                + number(again.last)
                + (time(again.last).isEmpty() ? "" : " at " + time(again.last))
                + " …";
    }

    private static String number(Entry entry) {
        return Long.toString(entry.number());
    }

    private static String time(Entry entry) {
        return entry.nanos() == Recording.NO_TIME ? "" : SimulatedTime.text(entry.nanos());
    }

    private String what(Entry entry) {
        String what = entry.what();
        if (what.equals(Recording.END)) {
            return end;
        }
        Matcher sleep = SLEEP.matcher(what);
        if (sleep.matches()) {
            return sleeps(what, sleep.group(1));
        }
        Matcher all = ALL.matcher(what);
        return all.matches() && all.group(1).split(", ").length == Integer.parseInt(all.group(2))
                ? "waits for " + all.group(1)
                : what;
    }

    private static String sleeps(String what, String duration) {
        try {
            return "sleeps for " + SimulatedTime.text(Duration.parse(duration).toNanos());
        } catch (DateTimeParseException | ArithmeticException e) {
            return what;
        }
    }
}
