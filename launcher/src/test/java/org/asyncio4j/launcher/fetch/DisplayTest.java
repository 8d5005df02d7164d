package org.asyncio4j.launcher.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class DisplayTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** What a terminal shows after all of that. */
    private List<String> screen() {
        List<StringBuilder> lines = new ArrayList<>();
        int row = 0;
        int column = 0;
        String text = printed();
        for (int i = 0; i < text.length(); i++) {
            while (lines.size() <= row) {
                lines.add(new StringBuilder());
            }
            char c = text.charAt(i);
            if (c == '\n') {
                row++;
                column = 0;
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\033') {
                int end = i + 2;
                while (Character.isDigit(text.charAt(end))) {
                    end++;
                }
                switch (text.charAt(end)) {
                    case 'A' -> row -= Integer.parseInt(text.substring(i + 2, end));
                    case 'K' -> lines.get(row).setLength(column);
                    case 'J' -> {
                        lines.get(row).setLength(column);
                        lines.subList(row + 1, lines.size()).clear();
                    }
                    default -> throw new AssertionError(text.substring(i, end + 1));
                }
                i = end;
            } else {
                StringBuilder line = lines.get(row);
                line.setLength(Math.max(line.length(), column));
                line.replace(column, Math.min(column + 1, line.length()), String.valueOf(c));
                column++;
            }
        }
        List<String> shown = new ArrayList<>();
        lines.forEach(line -> shown.add(line.toString().stripTrailing()));
        while (!shown.isEmpty() && shown.getLast().isEmpty()) {
            shown.removeLast();
        }
        return shown;
    }

    @Test
    void withoutATerminalThereAreOnlyLines() {
        Display display = new Display(out, 0, false);
        Progress progress = display.add("a");
        progress.begin("a", 10, 0);
        display.draw();
        display.note("one");
        display.tell("two");
        display.close();

        assertFalse(display.isMoving());
        assertEquals("one\ntwo\n", printed());
    }

    @Test
    void quietIsNeitherBarsNorNotes() {
        Display display = new Display(out, 80, true);
        display.add("a");
        display.draw();
        display.note("one");
        display.tell("two");

        assertEquals("two\n", printed());
    }

    @Test
    void barsStayBelowTheLines() {
        Display display = new Display(out, 100, false);
        Progress first = display.add("first");
        Progress second = display.add("second");
        first.begin("first.txt", 200, 100);
        first.advance(50);
        second.begin("second.txt", Progress.UNKNOWN, 0);
        second.advance(12_345);
        display.draw();
        display.note("a line");
        display.draw();

        List<String> screen = screen();
        assertEquals(3, screen.size(), screen.toString());
        assertEquals("a line", screen.get(0));
        assertTrue(screen.get(1).startsWith("first.txt  "), screen.get(1));
        assertTrue(screen.get(1).contains("[===============     ]  75%     150 B"), screen.get(1));
        assertTrue(screen.get(2).matches("second\\.txt +12\\.3 kB .*/s"), screen.get(2));

        display.remove(first);
        display.draw();
        assertEquals(2, screen().size(), screen().toString());
        display.tell("failed");
        display.close();
        assertEquals(List.of("a line", "failed"), screen());
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int columns = 1; columns < 200; columns++) {
            bytes.reset();
            Display display = new Display(out, columns, false);
            Progress progress = display.add("name ".repeat(30));
            progress.begin("name ".repeat(30), Long.MAX_VALUE, 1L << 60);
            progress.advance(1L << 50);
            Progress troubled = display.add("a");
            troubled.retry("what went wrong ".repeat(20), Duration.ofSeconds(1));
            display.draw();
            List<String> screen = screen();
            for (String line : screen.subList(1, screen.size())) {
                assertTrue(line.length() < columns, columns + ": " + line);
            }
            assertEquals(columns == 1 ? 1 : 3, screen.size(), screen.toString());
        }
    }

    @Test
    void aDownloadThatIsTriedAgainSaysWhy() {
        Display display = new Display(out, 80, false);
        Progress progress = display.add("a");
        progress.begin("a", 100, 0);
        progress.advance(40);
        progress.retry("it broke off", Duration.ofSeconds(2));

        assertEquals("a: it broke off; trying again in 2 s", screen().get(0));
        assertTrue(screen().get(1).endsWith("it broke off"), screen().toString());
        progress.begin("a", 100, 40);
        progress.advance(60);
        display.draw();
        assertTrue(screen().get(1).contains("100%"), screen().toString());
        assertEquals(100, progress.received());
    }
}
