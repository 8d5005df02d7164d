package org.asyncio4j.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The samples of README.md and docs/.
 *
 * <p>A {@code java} block is a program or at least a whole file. If the next block is {@code text
 * (output)} or {@code text (stderr)}, it is run and must print that; a line {@code …} stands for
 * any lines, and {@code …} within a line for any text. It is run on the virtual clock, unless the
 * comment {@code <!-- real time -->} comes right before it. If the next block is {@code text
 * (test)}, it is a class of JUnit's, whose tests are run and must come out like that.
 *
 * <p>A block that is only a part says in a comment right before it what it is a part of:
 *
 * <ul>
 *   <li>{@code <!-- test -->}: a class of JUnit's without its imports
 *   <li>{@code <!-- fragment: declarations -->}: statements of a method, among these declarations
 *   <li>{@code <!-- members: declarations -->}: methods and types, among these declarations
 *   <li>{@code <!-- from: examples/Name.java -->}: lines of that program; {@code , real time} may
 *       follow
 * </ul>
 */
final class Samples {
    private static final String REAL_TIME = "real time";
    private static final String IMPORTS =
            """
            import static org.asyncio4j.Asyncio.*;
            import static org.asyncio4j.net.Net.*;

            import java.io.IOException;
            import java.util.concurrent.TimeoutException;
            import org.asyncio4j.*;
            import org.asyncio4j.channel.*;
            import org.asyncio4j.http.*;
            import org.asyncio4j.http.client.*;
            import org.asyncio4j.http.form.*;
            import org.asyncio4j.http.server.*;
            import org.asyncio4j.net.*;
            import org.asyncio4j.net.protocol.*;
            import org.asyncio4j.queue.*;
            import org.asyncio4j.stream.*;
            import org.asyncio4j.sync.*;
            import org.asyncio4j.test.*;

            """;

    /** In one line, so that stack traces count the lines of the block. */
    private static final String IMPORTS_OF_TESTS =
            (IMPORTS
                            + """
                            import static org.asyncio4j.test.Testing.*;
                            import static org.asyncio4j.test.Trail.*;
                            import static org.junit.jupiter.api.Assertions.*;

                            import java.net.*;
                            import java.nio.file.*;
                            import java.time.*;
                            import java.util.*;
                            import java.util.stream.Stream;
                            import org.asyncio4j.queue.PriorityQueue;
                            import org.asyncio4j.queue.Queue;
                            import org.asyncio4j.test.network.*;
                            import org.asyncio4j.test.stream.*;
                            import org.junit.jupiter.api.*;
                            import org.junit.jupiter.api.io.*;
                            import org.junit.jupiter.params.*;
                            import org.junit.jupiter.params.provider.*;
                            """)
                    .replace('\n', ' ');

    private static final Pattern TEST_CLASS = Pattern.compile("(?m)(?:^|; )class (\\w+Test) ");

    private final Path root;
    private final List<Sample> samples = new ArrayList<>();

    private Samples(Path root) {
        this.root = root;
    }

    /** Reads all samples of the documentation. */
    static List<Sample> ofDocumentation(Path root) throws IOException {
        Samples samples = new Samples(root);
        samples.addFile(root.resolve("README.md"));
        try (Stream<Path> files = Files.list(root.resolve("docs"))) {
            for (Path file : files.filter(Samples::isMarkdown).sorted().toList()) {
                samples.addFile(file);
            }
        }
        return samples.samples;
    }

    private static boolean isMarkdown(Path file) {
        return file.toString().endsWith(".md");
    }

    private void addFile(Path file) throws IOException {
        String name = root.relativize(file).toString();
        boolean javaBefore = false;
        for (Block block : Markdown.blocks(name, Files.readString(file))) {
            switch (block.info()) {
                case "java" -> add(block);
                case "text (output)", "text (stderr)", "text (test)" -> {
                    require(javaBefore, block, "there is no java block before it");
                    expect(block);
                }
                case "text", "sh", "xml", "groovy", "kotlin", "python" -> {}
                default -> require(false, block, "no block is called '" + block.info() + "'");
            }
            // Output and stderr of one program may both follow it.
            javaBefore =
                    block.info().equals("java") || javaBefore && block.info().startsWith("text (");
        }
    }

    private static void require(boolean condition, Block block, String complaint) {
        if (!condition) {
            throw new IllegalArgumentException(block.where() + ": " + complaint);
        }
    }

    private void expect(Block block) {
        Sample program = samples.removeLast();
        samples.add(
                switch (block.info()) {
                    case "text (output)" -> program.withOutput(block.text());
                    case "text (stderr)" -> program.withErrors(block.text());
                    default -> program.withTests(block.text());
                });
    }

    private void add(Block block) throws IOException {
        String marker = block.marker();
        if (marker.startsWith("fragment:")) {
            samples.add(fragment(block, marker.substring("fragment:".length())));
        } else if (marker.startsWith("members:")) {
            samples.add(members(block, marker.substring("members:".length())));
        } else if (marker.startsWith("from:")) {
            String file = marker.substring("from:".length()).replace(REAL_TIME, "").strip();
            Sample program = excerpt(block, file.replaceFirst(",$", ""));
            samples.add(marker.endsWith(REAL_TIME) ? program.inRealTime() : program);
        } else if (marker.equals("test")) {
            samples.add(sample(block, "", IMPORTS_OF_TESTS + block.text(), ""));
        } else if (marker.equals(REAL_TIME)) {
            samples.add(sample(block, "", block.text(), "").inRealTime());
        } else {
            samples.add(sample(block, "", block.text(), ""));
        }
    }

    /** The block must stand in the file, which is the program that is compiled and run. */
    private Sample excerpt(Block block, String file) throws IOException {
        String source = Files.readString(root.resolve(file));
        require(source.contains(block.text()), block, "these lines are not in " + file);
        String name = Path.of(file).getFileName().toString().replace(".java", "");
        return sample(block, "", source, "").withShownName(name);
    }

    static Sample fragment(Block block, String declarations) {
        return sample(
                block,
                IMPORTS + declarations.strip() + "\nvoid example() throws Exception {\n",
                block.text(),
                "}\nvoid main() {}\n");
    }

    static Sample members(Block block, String declarations) {
        String main = block.text().contains("void main(") ? "" : "void main() {}\n";
        return sample(block, IMPORTS + declarations.strip() + "\n", block.text(), main);
    }

    private static Sample sample(Block block, String before, String text, String after) {
        return new Sample(
                block.where(),
                className(block, text),
                "Main",
                before + text + after,
                (int) before.lines().count(),
                null,
                "",
                true,
                false);
    }

    /** A test declares its class; that of a program is named after its place. */
    private static String className(Block block, String text) {
        Matcher declared = TEST_CLASS.matcher(text);
        if (declared.find()) {
            return declared.group(1);
        }
        String name =
                block.file().replaceAll("(?:.*/)?([^/]*)\\.\\w+", "$1").replaceAll("\\W", "_");
        return "Sample_" + name + "_" + block.line();
    }
}
