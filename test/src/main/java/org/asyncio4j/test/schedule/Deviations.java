package org.asyncio4j.test.schedule;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an order of turns differs from first in, first out: at which choices, counted from 0, who
 * was chosen, 0 being the one that was ready first. Written as {@code 3>1,9>2}. Immutable.
 */
public final class Deviations {
    public static final Deviations NONE = new Deviations(new int[0], new int[0]);

    private static final Pattern DEVIATION = Pattern.compile("(\\d{1,9})>(\\d{1,9})");

    /** Ascending. */
    private final int[] choices;

    private final int[] indexes;

    private Deviations(int[] choices, int[] indexes) {
        this.choices = choices;
        this.indexes = indexes;
    }

    /** Those of a run. */
    public static Deviations of(Choices made) {
        int size = 0;
        for (int choice = 0; choice < made.size(); choice++) {
            size += made.chosen(choice) == 0 ? 0 : 1;
        }
        Deviations deviations = new Deviations(new int[size], new int[size]);
        int i = 0;
        for (int choice = 0; choice < made.size(); choice++) {
            if (made.chosen(choice) != 0) {
                deviations.choices[i] = choice;
                deviations.indexes[i++] = made.chosen(choice);
            }
        }
        return deviations;
    }

    /**
     * @throws IllegalArgumentException if it is not in the form, or not in ascending order
     */
    public static Deviations parse(String text) {
        Deviations deviations = NONE;
        if (text.isEmpty()) {
            return deviations;
        }
        for (String each : text.split(",", -1)) {
            Matcher matcher = DEVIATION.matcher(each);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + each + "' is not like 3>1");
            }
            int choice = Integer.parseInt(matcher.group(1));
            if (choice <= deviations.last()) {
                throw new IllegalArgumentException("'" + each + "' comes too late");
            }
            deviations = deviations.with(choice, Integer.parseInt(matcher.group(2)));
        }
        return deviations;
    }

    public int size() {
        return choices.length;
    }

    /** At which choice the {@code i}th is. */
    public int choice(int i) {
        return choices[i];
    }

    /** Who is chosen there. */
    public int index(int i) {
        return indexes[i];
    }

    /** The last choice that differs; -1 if none does. */
    int last() {
        return size() == 0 ? -1 : choices[size() - 1];
    }

    /** These and one at a later choice. */
    Deviations with(int choice, int index) {
        int size = size();
        Deviations more =
                new Deviations(Arrays.copyOf(choices, size + 1), Arrays.copyOf(indexes, size + 1));
        more.choices[size] = choice;
        more.indexes[size] = index;
        return more;
    }

    Deviations first(int count) {
        return new Deviations(Arrays.copyOf(choices, count), Arrays.copyOf(indexes, count));
    }

    /** All but those from the {@code from}th until before the {@code to}th. */
    Deviations without(int from, int to) {
        return new Deviations(without(choices, from, to), without(indexes, from, to));
    }

    private static int[] without(int[] all, int from, int to) {
        int[] rest = Arrays.copyOf(all, all.length - (to - from));
        System.arraycopy(all, to, rest, from, all.length - to);
        return rest;
    }

    /** These, but at the {@code i}th another is chosen. */
    Deviations withIndex(int i, int index) {
        int[] changed = indexes.clone();
        changed[i] = index;
        return new Deviations(choices, changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Deviations that
                && Arrays.equals(choices, that.choices)
                && Arrays.equals(indexes, that.indexes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(choices) + Arrays.hashCode(indexes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ",").append(choices[i]).append('>').append(indexes[i]);
        }
        return text.toString();
    }
}
