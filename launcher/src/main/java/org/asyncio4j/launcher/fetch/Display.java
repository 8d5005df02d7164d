package org.asyncio4j.launcher.fetch;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows on the standard error how far downloads are: a bar for each where that is a terminal, and
 * else only a line when one has ended. Loop thread only.
 *
 * <p>Lines of their own scroll up; the bars stay below them. They are drawn over each other, which
 * needs but two of the sequences that all terminals know.
 */
final class Display {
    private static final String UP = "\033[%dA";
    private static final String REST_OF_LINE = "\033[K";
    private static final String REST_OF_SCREEN = "\033[J";
    private static final int BAR = 20;

    private final PrintStream out;
    private final boolean quiet;

    /** Of the terminal; 0 if there is none. */
    private final int columns;

    private final List<Progress> shown = new ArrayList<>();

    /** How many lines the bars take on the screen. */
    private int drawn;

    Display(PrintStream out, int columns, boolean quiet) {
        this.out = out;
        this.columns = quiet ? 0 : columns;
        this.quiet = quiet;
    }

    /** Whether it has to be drawn now and then. */
    boolean isMoving() {
        return columns > 0;
    }

    Progress add(String name) {
        Progress progress = new Progress(this, name);
        shown.add(progress);
        return progress;
    }

    void remove(Progress progress) {
        shown.remove(progress);
    }

    /** Tells what is not a failure. */
    void note(String line) {
        if (!quiet) {
            tell(line);
        }
    }

    /** Tells it in any case. */
    void tell(String line) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(UP.formatted(drawn)).append('\r').append(REST_OF_SCREEN);
            drawn = 0;
        }
        out.print(text.append(line).append('\n'));
        draw();
    }

    /** Draws the bars, over the last ones. */
    void draw() {
        if (!isMoving() || shown.isEmpty() && drawn == 0) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(UP.formatted(drawn));
        }
        for (Progress progress : shown) {
            text.append('\r').append(lineOf(progress)).append(REST_OF_LINE).append('\n');
        }
        drawn = shown.size();
        out.print(text.append(REST_OF_SCREEN));
        out.flush();
    }

    /** One column is left: some terminals begin a new line in the last. */
    private String lineOf(Progress progress) {
        String state = progress.trouble() != null ? progress.trouble() : stateOf(progress);
        int room = Math.max(8, Math.min(40, columns - 1 - state.length() - 1));
        String line = fitted(progress.name(), room) + " " + state;
        return line.substring(0, Math.min(line.length(), columns - 1));
    }

    private static String fitted(String name, int room) {
        return name.length() > room
                ? name.substring(0, room - 1) + "…"
                : name + " ".repeat(room - name.length());
    }

    private static String stateOf(Progress progress) {
        String speed = Amounts.bytes((long) (progress.received() / progress.seconds())) + "/s";
        String done = Amounts.bytes(progress.done());
        if (progress.size() <= 0) {
            return "%9s %11s".formatted(done, speed);
        }
        int part = (int) Math.min(BAR, progress.done() * BAR / progress.size());
        String bar = "=".repeat(part) + " ".repeat(BAR - part);
        return "[%s] %3d%% %9s %11s %s"
                .formatted(
                        bar,
                        progress.done() * 100 / progress.size(),
                        done,
                        speed,
                        timeLeft(progress));
    }

    private static String timeLeft(Progress progress) {
        long left = progress.size() - progress.done();
        return progress.received() == 0
                ? ""
                : Amounts.time(progress.seconds() * left / progress.received());
    }

    /** Takes the bars away. */
    void close() {
        shown.clear();
        draw();
    }
}
