package org.asyncio4j.test.schedule;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes from texts what differs from one process to the next: objects that are called by their
 * identity, as {@code Event@3a082db4}, are numbered in the order in which they are met, as {@code
 * Event#1}; of the names of lambdas only the place is left.
 */
final class StableText {
    /** A type, a lambda's address, an identity that is no host's name as in {@code me@abc.de}. */
    private static final Pattern IDENTITY =
            Pattern.compile(
                    "([\\w.$]+?)(\\$\\$Lambda)?(/0x[0-9a-f]+)?@([0-9a-f]{1,8})(?![\\w-]|\\.\\w)");

    private static final Pattern ADDRESS = Pattern.compile("(\\$\\$Lambda)?/0x[0-9a-f]{4,16}\\b");

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    String of(String text) {
        if (text.indexOf('@') < 0 && !text.contains("/0x")) {
            return text;
        }
        String numbered = IDENTITY.matcher(text).replaceAll(this::numbered);
        return ADDRESS.matcher(numbered).replaceAll(StableText::ofLambda);
    }

    private String numbered(MatchResult match) {
        String type = match.group(1) + (match.group(2) == null ? "" : ".lambda");
        int number =
                numbers.computeIfAbsent(match.group(), _ -> counts.merge(type, 1, Integer::sum));
        return Matcher.quoteReplacement(type + "#" + number);
    }

    private static String ofLambda(MatchResult match) {
        return match.group(1) == null ? "" : ".lambda";
    }
}
