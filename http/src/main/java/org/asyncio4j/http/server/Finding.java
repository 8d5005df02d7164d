package org.asyncio4j.http.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What there is in a place of the file system, for somebody who wants it sent. */
sealed interface Finding {
    /** A file that can be sent. */
    record File(ServedFile file) implements Finding {}

    /** A folder; {@code path} has no links in it. */
    record Folder(Path path) implements Finding {}

    /** Nothing, or nothing that anybody should know of. */
    record Missing() implements Finding {}

    /** A pipe, a device, or what this program may not read. */
    record Forbidden() implements Finding {}

    Missing MISSING = new Missing();
    Forbidden FORBIDDEN = new Forbidden();

    /** Looks there, following links. Blocks. */
    static Finding at(Path path) {
        try {
            return look(path, Files.readAttributes(path, BasicFileAttributes.class));
        } catch (AccessDeniedException e) {
            return FORBIDDEN;
        } catch (IOException | SecurityException e) {
            // Also a loop of links, a name that is too long, a file where a folder should be.
            return MISSING;
        }
    }

    private static Finding look(Path path, BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return new Folder(path);
        }
        return attributes.isRegularFile() && Files.isReadable(path)
                ? new File(ServedFile.of(path, attributes))
                : FORBIDDEN;
    }

    /**
     * Looks where a path leads from a folder, if that is inside of it. Blocks.
     *
     * <p>What lies outside is missing, whether it is there or not. So is what lies behind a folder
     * that this program may not enter: nobody can know where a link in there leads.
     *
     * @param anywhere whether links may lead outside
     */
    static Finding below(Path root, StaticPath way, boolean anywhere) {
        Path wanted = way.from(root);
        if (wanted == null) {
            return MISSING;
        }
        try {
            Path real = wanted.toRealPath();
            boolean isInside = anywhere || real.startsWith(root.toRealPath());
            return isInside ? at(real) : MISSING;
        } catch (IOException | SecurityException e) {
            return MISSING;
        }
    }
}
