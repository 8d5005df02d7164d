package org.asyncio4j.launcher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The words of a command line, one after the other: options, which begin with a dash, their values,
 * and what is left. {@code --port=80} is {@code --port 80}, {@code -j2} is {@code -j 2}, and behind
 * {@code --} nothing is an option.
 */
public final class Arguments {
    private final String command;
    private final Deque<String> words;
    private String option;

    /** The value that came in one word with the option; else null. */
    private String attached;

    private boolean onlyOperands;

    /**
     * Those of a command.
     *
     * @param command its name, for messages
     */
    public Arguments(String command, String... words) {
        this.command = command;
        this.words = new ArrayDeque<>(List.of(words));
    }

    public boolean hasNext() {
        if (!onlyOperands && "--".equals(words.peek())) {
            words.remove();
            onlyOperands = true;
        }
        return !words.isEmpty();
    }

    /**
     * The next word; of an option its name.
     *
     * @throws Misuse if the option before it has a value, and takes none
     */
    public String next() throws Misuse {
        requireNoValue();
        String word = words.remove();
        if (!isOption(word)) {
            option = null;
            return word;
        }
        if (!word.startsWith("--")) {
            split(word, 2, 2);
        } else {
            int equals = word.indexOf('=');
            split(word, equals < 0 ? word.length() : equals, equals + 1);
        }
        return option;
    }

    private void split(String word, int end, int begin) {
        option = word.substring(0, end);
        attached = end < word.length() ? word.substring(begin) : null;
    }

    private boolean isOption(String word) {
        return !onlyOperands && word.startsWith("-") && word.length() > 1;
    }

    /** Whether the last word was an option. */
    public boolean isOption() {
        return option != null;
    }

    /**
     * The value of the option that came last.
     *
     * @throws Misuse if there is none
     */
    public String value() throws Misuse {
        String value = attached != null ? attached : words.poll();
        attached = null;
        if (value == null) {
            throw new Misuse(command + " " + option + " needs a value.");
        }
        return value;
    }

    /**
     * The value of the option that came last, as a number.
     *
     * @throws Misuse if there is none, or it is not between {@code least} and {@code most}
     */
    public int number(int least, int most) throws Misuse {
        String value = value();
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As one that is too great.
        }
        throw new Misuse(
                "%s %s needs a number from %d to %d, not '%s'."
                        .formatted(command, option, least, most, value));
    }

    /** Says that there is no such option as the last word. */
    public Misuse unknown() {
        return new Misuse(command + " has no option '" + option + "'.");
    }

    /**
     * Says that there is nothing more.
     *
     * @throws Misuse if the last option has a value, and takes none
     */
    public void requireNoValue() throws Misuse {
        if (attached != null) {
            throw new Misuse(command + " " + option + " takes no value.");
        }
    }
}
