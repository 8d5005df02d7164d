package org.asyncio4j.http.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The types of files by the endings of their names: what is served on the web, after the registry
 * of IANA, with JavaScript as in RFC 9239 and fonts as in RFC 8081.
 *
 * <p>In the program, not in a file beside it, so that the first who asks does not stop the loop to
 * read it. The JDK's own table knows fewer of these types, and took 100 ms to load in a trial.
 */
public final class MediaTypes {
    /** Lines of a type and its endings. */
    private static final String TABLE =
            """
            text/html html htm
            text/css css
            text/javascript js mjs cjs
            text/plain txt text log conf ini
            text/csv csv
            text/markdown md markdown
            text/xml xsl
            text/vcard vcf
            text/calendar ics
            text/vtt vtt
            text/yaml yaml yml
            application/json json map
            application/ld+json jsonld
            application/geo+json geojson
            application/manifest+json webmanifest
            application/xml xml
            application/xhtml+xml xhtml xht
            application/atom+xml atom
            application/rss+xml rss
            application/wasm wasm
            application/pdf pdf
            application/rtf rtf
            application/postscript ps eps
            application/epub+zip epub
            application/zip zip
            application/gzip gz tgz
            application/zstd zst
            application/x-bzip2 bz2
            application/x-xz xz
            application/x-7z-compressed 7z
            application/vnd.rar rar
            application/x-tar tar
            application/java-archive jar war
            application/sql sql
            application/toml toml
            application/msword doc
            application/vnd.ms-excel xls
            application/vnd.ms-powerpoint ppt
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.oasis.opendocument.text odt
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.apple.mpegurl m3u8
            application/dash+xml mpd
            image/png png
            image/apng apng
            image/jpeg jpg jpeg jpe
            image/gif gif
            image/webp webp
            image/avif avif
            image/heic heic
            image/jxl jxl
            image/svg+xml svg
            image/bmp bmp
            image/tiff tif tiff
            image/vnd.microsoft.icon ico
            audio/mpeg mp3
            audio/mp4 m4a
            audio/aac aac
            audio/flac flac
            audio/ogg oga ogg opus
            audio/wav wav
            audio/midi mid midi
            audio/webm weba
            video/mp4 mp4 m4v
            video/mpeg mpg mpeg
            video/ogg ogv
            video/webm webm
            video/quicktime mov
            video/x-matroska mkv
            video/x-msvideo avi
            video/mp2t ts
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            font/collection ttc
            """;

    private static final Map<String, String> TYPES = parse();

    private MediaTypes() {}

    /**
     * The type of a file. Never gives way.
     *
     * @param name a name or a path
     * @return null if nothing is known about the ending
     */
    public static String ofFileName(String name) {
        String file = name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')));
        int dot = file.lastIndexOf('.');
        return dot < 0 ? null : TYPES.get(file.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> parse() {
        Map<String, String> types = new HashMap<>();
        for (String line : TABLE.split("\n")) {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                types.put(words[i], words[0]);
            }
        }
        return types;
    }
}
