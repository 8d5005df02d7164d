package org.asyncio4j.http.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that can be sent, and the files beside it that hold the same compressed: {@code app.js},
 * {@code app.js.br}, {@code app.js.gz}.
 *
 * @param plain the file itself
 * @param compressed the others; the best coding first
 */
record ServedFile(FileFacts plain, List<Variant> compressed) {
    /** The same in another coding. */
    record Variant(String coding, FileFacts file) {}

    /** Codings and endings, the best first. */
    private static final List<List<String>> ENDINGS =
            List.of(List.of("br", ".br"), List.of("zstd", ".zst"), List.of("gzip", ".gz"));

    /**
     * Looks at a regular file and those beside it. Blocks.
     *
     * @param attributes of the file
     */
    static ServedFile of(Path path, BasicFileAttributes attributes) {
        List<Variant> compressed = new ArrayList<>();
        for (List<String> ending : ENDINGS) {
            Path sibling = path.resolveSibling(path.getFileName() + ending.get(1));
            FileFacts facts = factsOfSibling(sibling);
            if (facts != null) {
                compressed.add(new Variant(ending.get(0), facts));
            }
        }
        return new ServedFile(FileFacts.of(path, attributes), List.copyOf(compressed));
    }

    /** A link that lies beside the file might lead anywhere: it does not count. */
    private static FileFacts factsOfSibling(Path sibling) {
        try {
            if (!Files.exists(sibling, LinkOption.NOFOLLOW_LINKS)) {
                return null; // The usual case, and an exception for it would cost as much again.
            }
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            sibling, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() && Files.isReadable(sibling)
                    ? FileFacts.of(sibling, attributes)
                    : null;
        } catch (IOException | SecurityException e) {
            return null;
        }
    }

    /** Which of them to send. */
    Variant choose(AcceptEncoding accepted) {
        if (!compressed.isEmpty()) {
            String best = accepted.best(compressed.stream().map(Variant::coding).toList());
            for (Variant variant : compressed) {
                if (variant.coding().equals(best)) {
                    return variant;
                }
            }
        }
        return new Variant(null, plain);
    }
}
