package org.asyncio4j.launcher.fetch;

import java.time.Duration;

/** How far a download is. Whoever shows it is told of what is worth a line of its own. */
final class Progress {
    static final long UNKNOWN = -1;

    private final Display display;

    /** When the server answered; before that, when it was asked for. */
    private long started;

    private String name;
    private long size = UNKNOWN;
    private long done;

    /** What was there before this run, which says nothing about its speed. */
    private long before;

    /** Null unless it waits to be tried again. */
    private String trouble;

    Progress(Display display, String name) {
        this.display = display;
        this.name = name;
        this.started = System.nanoTime();
    }

    /** The server has answered. */
    void begin(String name, long size, long have) {
        this.name = name;
        this.size = size;
        if (done == 0) {
            started = System.nanoTime();
        }
        before += have - done;
        done = have;
        trouble = null;
    }

    void advance(long bytes) {
        done += bytes;
    }

    /** It did not work, and is tried again. */
    void retry(String reason, Duration pause) {
        trouble = reason;
        display.note("%s: %s; trying again in %d s".formatted(name, reason, pause.toSeconds()));
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    long done() {
        return done;
    }

    /** How much of it this run has received. */
    long received() {
        return Math.max(0, done - before);
    }

    String trouble() {
        return trouble;
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}
