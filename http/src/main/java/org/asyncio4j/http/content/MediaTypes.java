package org.asyncio4j.http.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.FileNameMap;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The types of files by the endings of their names: those of the web from a table beside this
 * class, then what the JDK knows.
 */
public final class MediaTypes {
    private static final Map<String, String> WEB = load("media-types.txt");
    private static final FileNameMap JDK = URLConnection.getFileNameMap();

    private MediaTypes() {}

    /**
     * The type of a file.
     *
     * @param name a name or a path
     * @return null if nothing is known about the ending
     */
    public static String ofFileName(String name) {
        String file = name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')));
        int dot = file.lastIndexOf('.');
        if (dot < 0) {
            return null;
        }
        String ending = file.substring(dot + 1).toLowerCase(Locale.ROOT);
        String known = WEB.get(ending);
        return known != null ? known : JDK.getContentTypeFor("file." + ending);
    }

    /** Lines of a type and its endings. */
    private static Map<String, String> load(String resource) {
        try (InputStream table = MediaTypes.class.getResourceAsStream(resource)) {
            Map<String, String> types = new HashMap<>();
            new String(table.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> addTo(types, line.split("\\s+")));
            return Map.copyOf(types);
        } catch (IOException e) {
            throw new UncheckedIOException("The table of media types cannot be read.", e);
        }
    }

    private static void addTo(Map<String, String> types, String[] words) {
        for (int i = 1; i < words.length; i++) {
            types.put(words[i], words[0]);
        }
    }
}
