package org.asyncio4j.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Digests of files, each computed when the file is new or has changed. */
final class FileVersions {
    private static final int MOST = 4096;

    /** Twelve characters: enough that no two versions of a file are ever the same. */
    private static final int BYTES = 9;

    private final ConcurrentMap<Path, Known> files = new ConcurrentHashMap<>();

    private record Known(FileFacts facts, String version) {}

    /** Blocks: reads the file if need be. */
    String of(FileFacts file) throws IOException {
        Known known = files.get(file.path());
        if (known == null || !known.facts.equals(file)) {
            known = new Known(file, digest(file.path()));
            if (files.size() >= MOST) {
                files.clear();
            }
            files.put(file.path(), known);
        }
        return known.version;
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        byte[] begin = Arrays.copyOf(digest.digest(), BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(begin);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-256.", e);
        }
    }
}
