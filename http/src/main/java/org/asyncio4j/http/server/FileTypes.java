package org.asyncio4j.http.server;

import org.asyncio4j.http.syntax.MediaTypes;

import java.nio.file.Path;

/** What the names of files say of their content. */
final class FileTypes {
    /** In which text is written nowadays. */
    static final String CHARSET = "utf-8";

    private static final String UNKNOWN = "application/octet-stream";

    private FileTypes() {}

    /**
     * For the header field {@code Content-Type}.
     *
     * @param charset of those that are text; null to say none
     */
    static String of(Path file, String charset) {
        String type = MediaTypes.ofFileName(file.getFileName().toString());
        if (type == null) {
            return UNKNOWN;
        }
        return charset != null && type.startsWith("text/") ? type + "; charset=" + charset : type;
    }
}
