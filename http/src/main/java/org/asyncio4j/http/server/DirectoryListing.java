package org.asyncio4j.http.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** A page of what is in a folder. Whatever the names are, they are text in it and nothing else. */
final class DirectoryListing {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Comparator<Entry> FOLDERS_FIRST =
            Comparator.comparing(Entry::isFolder).reversed().thenComparing(Entry::name);

    private record Entry(String name, boolean isFolder, long size, String time) {}

    private final String title;
    private final List<Entry> entries;

    private DirectoryListing(String title, List<Entry> entries) {
        this.title = title;
        this.entries = entries;
    }

    /**
     * Makes the page. Blocks.
     *
     * @param title the folder's name, as a path
     * @param isShown whether a file or folder in it is for the reader
     */
    static String of(Path folder, String title, Predicate<Path> isShown) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Entry entry = isShown.test(file) ? entryOf(file) : null;
                if (entry != null) {
                    entries.add(entry);
                }
            }
        }
        entries.sort(FOLDERS_FIRST);
        return new DirectoryListing(title, entries).page();
    }

    /** Null for what is neither file nor folder, or is gone again. */
    private static Entry entryOf(Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return facts.isRegularFile() || facts.isDirectory()
                    ? new Entry(
                            file.getFileName().toString(),
                            facts.isDirectory(),
                            facts.size(),
                            TIME.format(facts.lastModifiedTime().toInstant()))
                    : null;
        } catch (IOException | SecurityException e) {
            return null;
        }
    }

    private String page() {
        StringBuilder html =
                new StringBuilder(
                        """
                        <!DOCTYPE html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width">
                        <title>%1$s</title>
                        <style>
                        body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; color-scheme: light dark }
                        td { padding-right: 2rem } .number { text-align: right }
                        </style>
                        </head>
                        <body>
                        <h1>%1$s</h1>
                        <table>
                        """
                                .formatted(escape(title)));
        if (!title.equals("/")) {
            html.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
        }
        entries.forEach(entry -> append(html, entry));
        return html.append("</table>\n</body>\n</html>\n").toString();
    }

    private static void append(StringBuilder html, Entry entry) {
        String slash = entry.isFolder ? "/" : "";
        html.append("<tr><td><a href=\"./")
                .append(encode(entry.name))
                .append(slash)
                .append("\">")
                .append(escape(entry.name))
                .append(slash)
                .append("</a></td><td class=\"number\">")
                .append(entry.isFolder ? "" : entry.size)
                .append("</td><td>")
                .append(entry.time)
                .append("</td></tr>\n");
    }

    /**
     * A name as a part of a URL: with percent signs for all but letters, digits and {@code -_.*}.
     */
    static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
