package org.asyncio4j.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run prints and keeps: its tables, and below them what only {@code --details} prints. */
public final class Page {

    private final List<String> lines = new ArrayList<>();
    private final List<String> details = new ArrayList<>();

    /** Adds a part, with an empty line before it. */
    public Page add(List<String> part) {
        return add(lines, part);
    }

    /** Adds a part to the details. */
    public Page addDetails(List<String> part) {
        return add(details, part);
    }

    private Page add(List<String> lines, List<String> part) {
        if (!part.isEmpty()) {
            lines.add("");
            lines.addAll(part);
        }
        return this;
    }

    /** Keeps everything in {@code file} and prints it; ends the process if something had failed. */
    public void publish(Path file, Options options, Results results) throws IOException {
        add(results.failures().stream().map(failure -> "FAILED " + failure).toList());
        List<String> all = new ArrayList<>(lines);
        all.addAll(details);
        Files.write(file, all.subList(1, all.size()));
        (options.details() ? all : lines).stream().skip(1).forEach(System.out::println);
        if (!results.failures().isEmpty()) {
            System.exit(1);
        }
    }
}
