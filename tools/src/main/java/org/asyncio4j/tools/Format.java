package org.asyncio4j.tools;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Keeps every Java file of the project in one format: google-java-format, AOSP style.
 *
 * <p>{@code check} names the files that differ and fails; {@code apply} rewrites them. The digests
 * of files known to be formatted are remembered between runs, so that a run looks only at what has
 * changed.
 */
public final class Format {

    private static final Set<String> SKIPPED_DIRECTORIES = Set.of("target", "node_modules");

    private final Formatter formatter =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());
    private final Path root;
    private final Path memory;
    private final Set<String> remembered;
    private final Set<String> formatted = new ConcurrentSkipListSet<>();
    private final Set<Path> different = new ConcurrentSkipListSet<>();
    private final Set<String> broken = new ConcurrentSkipListSet<>();

    Format(Path root, Path memory) {
        this.root = root;
        this.memory = memory;
        this.remembered = recall(memory);
    }

    /**
     * Runs the formatter.
     *
     * @param args {@code check} or {@code apply}, the folder to work in, the file that remembers,
     *     the file that exists afterwards if something is wrong, and says what
     */
    public static void main(String[] args) throws IOException {
        boolean apply =
                switch (args[0]) {
                    case "check" -> false;
                    case "apply" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "-Dformat is check or apply, not " + args[0]);
                };
        var format = new Format(Path.of(args[1]).toAbsolutePath().normalize(), Path.of(args[2]));
        String complaint = format.run(apply);
        Path complaintFile = Path.of(args[3]);
        Files.deleteIfExists(complaintFile);
        if (!complaint.isEmpty()) {
            System.err.print(complaint);
            Files.writeString(complaintFile, complaint);
        }
    }

    /**
     * {@return what is wrong, or the empty string}
     *
     * @param apply whether to rewrite a file that differs
     */
    String run(boolean apply) throws IOException {
        // Cold code dominates: two threads halve the wall time, more would only wait for each
        // other.
        sources().parallelStream().forEach(file -> visit(file, apply));
        remember();
        return complaint(apply);
    }

    private void visit(Path file, boolean apply) {
        try {
            String source = Files.readString(file);
            if (remembered.contains(digest(source))) {
                formatted.add(digest(source));
                return;
            }
            String result = formatter.formatSourceAndFixImports(source);
            if (!result.equals(source)) {
                different.add(root.relativize(file));
                if (!apply) {
                    return;
                }
                Files.writeString(file, result);
            }
            formatted.add(digest(result));
        } catch (FormatterException e) {
            broken.add(root.relativize(file) + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String complaint(boolean apply) {
        var text = new StringBuilder();
        for (String message : broken) {
            text.append("Cannot be formatted: ").append(message).append('\n');
        }
        if (!apply && !different.isEmpty()) {
            text.append("Not formatted:\n");
            for (Path file : different) {
                text.append("    ").append(file).append('\n');
            }
        }
        return text.toString();
    }

    private List<Path> sources() throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        String name = directory.getFileName().toString();
                        boolean skip = name.startsWith(".") || SKIPPED_DIRECTORIES.contains(name);
                        return skip && !directory.equals(root)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".java")) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    /** A memory that cannot be read, or was written by another version, is no memory. */
    private static Set<String> recall(Path memory) {
        try {
            List<String> lines = Files.readAllLines(memory);
            return !lines.isEmpty() && lines.getFirst().equals(identity())
                    ? new HashSet<>(lines)
                    : Set.of();
        } catch (IOException _) {
            return Set.of();
        }
    }

    private void remember() throws IOException {
        var lines = new ArrayList<String>();
        lines.add(identity());
        lines.addAll(new TreeSet<>(formatted));
        Files.createDirectories(memory.toAbsolutePath().getParent());
        Files.write(memory, lines);
    }

    /** Names the formatter's version by the place it was loaded from. */
    private static String identity() {
        return Formatter.class.getProtectionDomain().getCodeSource().getLocation().toString();
    }

    private static String digest(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
