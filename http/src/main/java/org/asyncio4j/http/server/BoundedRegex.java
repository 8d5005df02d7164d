package org.asyncio4j.http.server;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that cannot hold the loop up: it may look at so many characters and no more.
 * Java's matcher tries again and again, for hours if the text is made for that; one that has looked
 * often enough has found nothing.
 */
final class BoundedRegex {
    /** Less than a millisecond; what an honest path needs is a few for each character. */
    private static final int MOST_LOOKS = 50_000;

    private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.server");

    private final Pattern pattern;

    /** Told once, for whoever sends such paths could fill the log. */
    private volatile boolean told;

    /**
     * Makes one. Its groups named {@code v0}, {@code v1} and so on are the variables.
     *
     * @throws PatternSyntaxException if it is none
     */
    BoundedRegex(String regex) {
        pattern = Pattern.compile(regex);
    }

    boolean match(String text, List<String> values, int variables) {
        Matcher matcher = pattern.matcher(new Counted(text, new int[] {MOST_LOOKS}));
        try {
            if (!matcher.matches()) {
                return false;
            }
        } catch (TooManyLooks | StackOverflowError e) {
            tell();
            return false;
        }
        for (int i = 0; i < variables; i++) {
            values.add(text.substring(matcher.start("v" + i), matcher.end("v" + i)));
        }
        return true;
    }

    private void tell() {
        if (!told) {
            told = true;
            LOG.log(
                    Level.WARNING,
                    "The regular expression {0} of a route takes too long for a path that somebody"
                            + " has asked for; such paths are not found. Write one that need not"
                            + " try so much.",
                    pattern);
        }
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    /** Counts the looks; parts of it share the count. */
    private record Counted(CharSequence text, int[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        @java.io.Serial private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super(null, null, false, false);
        }
    }
}
