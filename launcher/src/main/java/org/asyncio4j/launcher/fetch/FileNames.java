package org.asyncio4j.launcher.fetch;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names for files, of what URLs and servers say: whatever that is, the file lies in the folder that
 * it is meant for, can be seen there, and can be made on every system.
 */
final class FileNames {
    private static final String UNNAMED = "index.html";

    /** Leaves room for an ending: most file systems take 255 bytes. */
    private static final int LONGEST = 230;

    private static final Set<String> DEVICES =
            Set.of(
                    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6",
                    "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7",
                    "lpt8", "lpt9");

    private final Set<String> taken = new HashSet<>();

    /** A name that no other file here has, of the end of a URL's path. */
    String of(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return unique(safe(decode(path.substring(path.lastIndexOf('/') + 1))));
    }

    private static String decode(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** The name, or one like it, if another file here has it already. */
    String unique(String name) {
        String candidate = name;
        for (int i = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
            int dot = name.lastIndexOf('.');
            int end = dot > 0 ? dot : name.length();
            candidate = name.substring(0, end) + "-" + i + name.substring(end);
        }
        return candidate;
    }

    /** A name of what may be anything. */
    static String safe(String name) {
        String last = name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')));
        StringBuilder safe = new StringBuilder();
        last.strip().codePoints().map(FileNames::safe).forEach(safe::appendCodePoint);
        shorten(safe);
        while (!safe.isEmpty() && (safe.charAt(safe.length() - 1) == '.' || isBlankAtEnd(safe))) {
            safe.setLength(safe.length() - 1);
        }
        if (safe.isEmpty()) {
            return UNNAMED;
        }
        if (safe.charAt(0) == '.' || safe.charAt(0) == '-' || isDevice(safe.toString())) {
            safe.insert(0, '_');
        }
        return safe.toString();
    }

    /** A URL for others to see. */
    static String withoutPassword(String url) {
        int begin = url.indexOf("://") + 3;
        int end = url.indexOf('/', begin);
        int at = url.substring(0, end < 0 ? url.length() : end).lastIndexOf('@');
        return at < begin ? url : url.substring(0, begin) + url.substring(at + 1);
    }

    /** A text without what would do something to a terminal. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().map(c -> isVisible(c) ? c : '?').forEach(printable::appendCodePoint);
        return printable.toString();
    }

    private static boolean isBlankAtEnd(StringBuilder text) {
        return Character.isWhitespace(text.charAt(text.length() - 1));
    }

    private static int safe(int c) {
        return isVisible(c) && "<>:\"|?*".indexOf(c) < 0 ? c : '_';
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    /** From the middle, so that the ending stays. */
    private static void shorten(StringBuilder name) {
        int dot = name.lastIndexOf(".");
        int ending = dot > 0 && name.length() - dot <= 20 ? name.length() - dot : 0;
        while (name.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            int last = name.length() - ending;
            int begin = name.offsetByCodePoints(last, -1);
            name.delete(begin, last);
        }
    }

    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        return DEVICES.contains(stem.strip().toLowerCase(Locale.ROOT));
    }
}
