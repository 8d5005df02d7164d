package org.asyncio4j.docs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a sample is expected to print: line for line, where a line {@code …} stands for any number
 * of lines, also none, and {@code …} within a line for any text.
 */
final class Expectation {
    private static final String ANYTHING = "…";

    private Expectation() {}

    static boolean isMet(String expected, String printed) {
        List<String> lines = expected.lines().toList();
        String pattern =
                lines.stream().map(Expectation::patternOfLine).collect(Collectors.joining());
        String text = printed.isEmpty() || printed.endsWith("\n") ? printed : printed + "\n";
        return Pattern.matches(pattern, text);
    }

    private static String patternOfLine(String line) {
        if (line.strip().equals(ANYTHING)) {
            return "(?:.*\\n)*?";
        }
        String[] parts = line.split(ANYTHING, -1);
        StringBuilder pattern = new StringBuilder();
        for (String part : parts) {
            pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return pattern.append("\\n").toString();
    }
}
