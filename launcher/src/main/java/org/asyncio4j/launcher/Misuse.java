package org.asyncio4j.launcher;

import java.io.Serial;

/** A command was called in a way that it cannot be. */
public final class Misuse extends Exception {
    /** The exit status that says so. */
    public static final int STATUS = 2;

    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is wrong with the command line, as a sentence that begins small
     */
    public Misuse(String message) {
        super(message);
    }

    /** Tells it as the launcher's script does, and ends the process. */
    public void exit() {
        System.err.println("asyncio4j: " + getMessage());
        System.err.println("Try 'asyncio4j --help'.");
        System.exit(STATUS);
    }
}
