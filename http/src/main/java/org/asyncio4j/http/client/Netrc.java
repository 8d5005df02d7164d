package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.toThread;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The users and passwords of a {@code .netrc} file, by host: as ftp has introduced it, and curl and
 * Python read it. Macros are skipped.
 */
final class Netrc {
    /** A larger one is none. */
    private static final long LARGEST = 1 << 20;

    /** A user and password; {@code user} may be empty, for a file may name a password only. */
    record Entry(String user, String password) {
        String authorization() {
            return BasicAuth.encode(user, password);
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();

    /** For all other hosts; null for none. */
    private Entry fallback;

    private Netrc() {}

    // ---------------------------------------------------------------- reading the file

    /**
     * Reads the file that {@code NETRC} names, else {@code .netrc} in the user's home ({@code
     * _netrc} on Windows). One that is not there or cannot be read is an empty one; the latter is
     * logged.
     *
     * <p>Gives way: yes, for it is read in a thread. Cancellation: is without effect on the file.
     */
    static Netrc load(Map<String, String> environment) {
        Path file = fileOf(environment);
        return toThread(() -> read(file));
    }

    /** Nothing comes out, since whoever waits for it may be cancelled. */
    private static Netrc read(Path file) {
        try {
            return parse(textOf(file));
        } catch (NoSuchFileException e) {
            return new Netrc();
        } catch (IOException e) {
            System.getLogger("org.asyncio4j.http.client")
                    .log(Level.WARNING, "The file " + file + " cannot be read: " + e);
            return new Netrc();
        }
    }

    private static Path fileOf(Map<String, String> environment) {
        String named = environment.get("NETRC");
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        Path home = Path.of(System.getProperty("user.home"));
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return home.resolve(windows ? "_netrc" : ".netrc");
    }

    private static String textOf(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("it has more than " + LARGEST + " bytes");
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------- reading the text

    /** Reads the text of a file. What cannot be understood is skipped. */
    static Netrc parse(String text) {
        Netrc netrc = new Netrc();
        Words words = new Words(text);
        for (String word = words.next(); word != null; ) {
            word =
                    switch (word) {
                        case "machine" -> netrc.readEntry(words, words.value());
                        case "default" -> netrc.readEntry(words, null);
                        case "macdef" -> words.afterMacro();
                        default -> words.next();
                    };
        }
        return netrc;
    }

    /**
     * Reads what is said of one host.
     *
     * @param host null for all others
     * @return the first word that is no part of it
     */
    private String readEntry(Words words, String host) {
        String user = "";
        String password = "";
        String word = words.next();
        while (word != null && !isBegin(word)) {
            switch (word) {
                case "login", "user" -> user = words.value();
                case "password" -> password = words.value();
                case "account" -> words.value();
                default -> {}
            }
            word = words.next();
        }
        keep(host, new Entry(user, password));
        return word;
    }

    private static boolean isBegin(String word) {
        return word.equals("machine") || word.equals("default") || word.equals("macdef");
    }

    /** The first that is said of a host counts. */
    private void keep(String host, Entry entry) {
        if (host != null) {
            entries.putIfAbsent(host, entry);
        } else if (fallback == null) {
            fallback = entry;
        }
    }

    /** What is known for a host; null for nothing. */
    Entry find(String host) {
        return entries.getOrDefault(host, fallback);
    }

    /** What is known for a host that the file names; null for nothing. */
    Entry findNamed(String host) {
        return entries.get(host);
    }

    /** Without any password. */
    @Override
    public String toString() {
        return "Netrc of " + entries.keySet();
    }

    // ---------------------------------------------------------------- words

    /** The words of the file; those in quotes may have spaces, a hash sign begins a comment. */
    private static final class Words {
        private final String text;
        private int at;

        Words(String text) {
            this.text = text;
        }

        /** Null at the end. */
        String next() {
            skipSpaceAndComments();
            return at == text.length() ? null : word();
        }

        /** A word that may begin with a hash sign, for passwords do. */
        String value() {
            skipSpace();
            return at == text.length() ? "" : word();
        }

        /** A macro goes to the first empty line. */
        String afterMacro() {
            int end = text.indexOf("\n\n", at);
            int windows = text.indexOf("\n\r\n", at);
            int first = end < 0 || windows >= 0 && windows < end ? windows : end;
            at = first < 0 ? text.length() : first;
            return next();
        }

        private void skipSpaceAndComments() {
            skipSpace();
            while (at < text.length() && text.charAt(at) == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
                skipSpace();
            }
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private String word() {
            return text.charAt(at) == '"' ? quoted() : plain();
        }

        private String plain() {
            StringBuilder word = new StringBuilder();
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                append(word);
            }
            return word.toString();
        }

        private String quoted() {
            StringBuilder word = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                append(word);
            }
            at = Math.min(at + 1, text.length());
            return word.toString();
        }

        /** A backslash makes the next character one like any other. */
        private void append(StringBuilder word) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            word.append(text.charAt(at++));
        }
    }
}
