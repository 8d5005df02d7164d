package org.asyncio4j.http.form;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** A name for a file that is safe in every file system, from one that a peer has written. */
final class SafeFileName {
    /** In what names of files are written here. */
    private static final Charset SYSTEM =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final String NAMELESS = "file";

    /** In UTF-8, as file systems count. */
    private static final int LONGEST = 200;

    private static final int LONGEST_ENDING = 20;

    /** Devices of Windows, with any ending. */
    private static final Set<String> DEVICES =
            Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$");

    private SafeFileName() {}

    /**
     * The last element of what may be a path, without what has a meaning to some system:
     * separators, control and invisible characters, quotes and wildcards, dots and spaces at both
     * ends. Never empty, never longer than 200 bytes, and never the name of a device.
     *
     * <p>What the system cannot write becomes an underscore, too: without a locale, as in many
     * containers, that is all beyond ASCII, and Java would refuse the path.
     *
     * @param name null is like an empty one
     */
    public static String of(String name) {
        return of(name, SYSTEM);
    }

    static String of(String name, Charset writable) {
        String element = name == null ? "" : name.substring(1 + lastSeparator(name));
        String plain =
                stripped(
                        Normalizer.normalize(element, Normalizer.Form.NFC)
                                .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}<>:\"|?*]", "_"));
        String named = plain.isEmpty() ? NAMELESS : writable(plain, writable.newEncoder());
        return shortened(isDevice(named) ? "_" + named : named);
    }

    /** Not by a regular expression: for many dots in the middle its effort would be quadratic. */
    private static String stripped(String name) {
        int begin = 0;
        int end = name.length();
        while (begin < end && isDotOrSpace(name.charAt(begin))) {
            begin++;
        }
        while (begin < end && isDotOrSpace(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(begin, end);
    }

    private static boolean isDotOrSpace(char c) {
        return c == '.' || Character.isWhitespace(c);
    }

    private static String writable(String name, CharsetEncoder encoder) {
        if (encoder.canEncode(name)) {
            return name;
        }
        StringBuilder result = new StringBuilder(name.length());
        for (char each : name.toCharArray()) {
            result.append(encoder.canEncode(each) ? each : '_');
        }
        return result.toString();
    }

    private static int lastSeparator(String name) {
        return Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
    }

    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
        return DEVICES.contains(stem) || stem.matches("(COM|LPT)[0-9¹²³]");
    }

    /** The ending tells the type, so the middle goes. */
    private static String shortened(String name) {
        if (bytes(name) <= LONGEST) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending =
                dot > 0 && bytes(name.substring(dot)) <= LONGEST_ENDING ? name.substring(dot) : "";
        int end = Math.min(LONGEST, name.length() - ending.length());
        if (end < name.length() && Character.isLowSurrogate(name.charAt(end))) {
            end--;
        }
        while (bytes(name.substring(0, end)) + bytes(ending) > LONGEST) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
