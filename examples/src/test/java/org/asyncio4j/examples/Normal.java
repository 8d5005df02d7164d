package org.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of an example's output what differs from run to run, and nothing else. */
final class Normal {

    private static final Pattern TOTAL =
            Pattern.compile("took ([\\d,]+) ms; .* would have taken ([\\d,]+) ms");

    private Normal() {}

    static String form(String example, String output) {
        return switch (example) {
            case "Chores" -> chores(output);
            case "Download" -> download(output);
            case "Requests" -> requests(output);
            default -> output;
        };
    }

    /**
     * The minutes differ, and how many potatoes have been peeled when a machine is ready. The order
     * of the rest is certain, however busy the computer is: a potato takes eight minutes at least,
     * so the washing machine's 25 are over by the fourth, and the dryer is on by the fifth; its 20
     * are over by the eighth, and the laundry is dry by the ninth of ten.
     */
    private static String chores(String output) {
        assertEquals(30, output.lines().filter(line -> line.contains(": potato ")).count(), output);
        return output.replaceAll("(?m)^ *\\d+ min:", "    N min:")
                .replaceAll("(    N min: potato \\d+ is peeled\n)+", "    (potatoes)\n");
    }

    /** The port, the times and so the order in which the pages arrive differ. */
    static String download(String output) {
        Matcher total = TOTAL.matcher(output);
        assertTrue(total.find(), output);
        assertTrue(millis(total.group(1)) < millis(total.group(2)), "not at once: " + output);
        List<String> lines = new ArrayList<>(output.lines().toList());
        Collections.sort(lines.subList(0, lines.size() - 1));
        return (String.join("\n", lines) + "\n")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("[\\d,]+ ms", "N ms");
    }

    /** The times differ, but for which is the longer. */
    private static String requests(String output) {
        List<Integer> times =
                Pattern.compile("(\\d+) ms")
                        .matcher(output)
                        .results()
                        .map(each -> millis(each.group(1)))
                        .toList();
        assertEquals(2, times.size(), output);
        assertTrue(times.get(1) < times.get(0), "not at once: " + output);
        return output.replaceAll("\\d+ ms", "N ms");
    }

    private static int millis(String number) {
        return Integer.parseInt(number.replace(",", ""));
    }
}
