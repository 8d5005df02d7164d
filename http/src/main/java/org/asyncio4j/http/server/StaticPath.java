package org.asyncio4j.http.server;

import org.asyncio4j.http.syntax.PercentEncoding;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The way from a folder to a file, as a URL tells it: names, each decoded once and by itself, none
 * of which can lead anywhere but down.
 *
 * @param names the folders, and last the file; none for the folder itself
 * @param isFolder whether the URL ends in a slash
 */
record StaticPath(List<String> names, boolean isFolder) {
    /** The one folder with a dot that is for everybody: RFC 8615. */
    private static final String WELL_KNOWN = ".well-known";

    private static final boolean WINDOWS = File.separatorChar == '\\';

    /** On Windows these are devices, whatever their ending. */
    private static final Set<String> DEVICES =
            Set.of(
                    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6",
                    "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7",
                    "LPT8", "LPT9", "CONIN$", "CONOUT$");

    /**
     * Reads the path of a URL.
     *
     * @param rawPath as it came, with its percent signs; a slash at its begin does not count
     * @return null if it leads to no file
     */
    static StaticPath parse(String rawPath) {
        return parse(rawPath, WINDOWS);
    }

    static StaticPath parse(String rawPath, boolean forWindows) {
        String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
        List<String> names = new ArrayList<>();
        int begin = 0;
        while (begin < path.length()) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            String name = decode(path.substring(begin, end));
            if (name == null || !isName(name) || forWindows && !isNameOnWindows(name)) {
                return null;
            }
            names.add(name);
            begin = end + 1;
        }
        return new StaticPath(List.copyOf(names), rawPath.endsWith("/"));
    }

    private static String decode(String rawName) {
        try {
            return PercentEncoding.decode(rawName, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The backslash separates names only on some systems, but does no harm to any of them. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && name.indexOf('\0') < 0;
    }

    /** Without drives, streams and devices, and what is dropped from the end of a name. */
    private static boolean isNameOnWindows(String name) {
        char last = name.charAt(name.length() - 1);
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip();
        return last != '.'
                && last != ' '
                && name.chars().noneMatch(c -> c < ' ' || "<>:\"|?*".indexOf(c) >= 0)
                && DEVICES.stream().noneMatch(stem::equalsIgnoreCase);
    }

    /** The way to a file in the folder that this leads to. */
    StaticPath with(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new StaticPath(longer, false);
    }

    /** Whether one of the names begins with a dot. */
    boolean isHidden() {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.startsWith(".") && !(i == 0 && name.equals(WELL_KNOWN))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where it leads from a folder.
     *
     * @return null if the file system has no such names
     */
    Path from(Path folder) {
        try {
            Path file = folder;
            for (String name : names) {
                file = file.resolve(name);
            }
            return file;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
