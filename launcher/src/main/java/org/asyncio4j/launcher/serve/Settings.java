package org.asyncio4j.launcher.serve;

import org.asyncio4j.launcher.Arguments;
import org.asyncio4j.launcher.Misuse;

/** What {@code asyncio4j serve} is asked to do. */
final class Settings {
    private static final int MOST_LOOPS = 1024;

    private String operand;
    private String host = "127.0.0.1";
    private int port = 8080;
    private int loops = 1;
    private boolean index;
    private boolean hidden;
    private boolean log;

    private Settings() {}

    /**
     * Reads a command line.
     *
     * @throws Misuse if it makes no sense
     */
    static Settings parse(String... words) throws Misuse {
        Settings settings = new Settings();
        Arguments arguments = new Arguments("serve", words);
        while (arguments.hasNext()) {
            String word = arguments.next();
            if (arguments.isOption()) {
                settings.set(word, arguments);
            } else if (settings.operand == null) {
                settings.operand = word;
            } else {
                throw new Misuse("serve takes one folder or Java file, not also '" + word + "'.");
            }
        }
        arguments.requireNoValue();
        return settings;
    }

    private void set(String option, Arguments arguments) throws Misuse {
        switch (option) {
            case "--host" -> host = arguments.value();
            case "-p", "--port" -> port = arguments.number(0, 65535);
            case "--loops" -> loops = arguments.number(1, MOST_LOOPS);
            case "--index" -> index = true;
            case "--hidden" -> hidden = true;
            case "--log" -> log = true;
            default -> throw arguments.unknown();
        }
    }

    /** The folder, or the Java file; the folder one is in if nothing was said. */
    String operand() {
        return operand == null ? "." : operand;
    }

    /** All of this machine's addresses are the empty string for a server. */
    String host() {
        return host.equals("*") ? "" : host;
    }

    int port() {
        return port;
    }

    int loops() {
        return loops;
    }

    /** Whether folders are shown as lists. */
    boolean isIndex() {
        return index;
    }

    /** Whether files whose names begin with a dot are there. */
    boolean isHidden() {
        return hidden;
    }

    boolean isLog() {
        return log;
    }

    /**
     * Refuses what is only for folders.
     *
     * @throws Misuse if it was asked for
     */
    void requireNothingOfFolders() throws Misuse {
        if (index || hidden) {
            throw new Misuse("serve --index and --hidden are for a folder, not for a program.");
        }
    }
}
