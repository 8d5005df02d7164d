package org.asyncio4j.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this machine has: processors to pin programs to, and installed languages. */
public final class Machine {

    private Machine() {}

    /** How many there are. */
    public static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Puts {@code command} on one processor, the last one, where the system can do that. */
    public static List<String> pin(List<String> command) {
        return canPin() ? pin(command, Integer.toString(processors() - 1)) : command;
    }

    /** Puts {@code command} on these processors, by taskset's list of their numbers. */
    public static List<String> pin(List<String> command, String processors) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", processors));
        pinned.addAll(command);
        return pinned;
    }

    /** Whether programs can be held to a processor. */
    public static boolean canPin() {
        return find("taskset").isPresent();
    }

    /** The program of this name on the search path. */
    public static Optional<Path> find(String program) {
        String searchPath = System.getenv().getOrDefault("PATH", "");
        for (String folder : searchPath.split(":")) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** What {@code command} prints, without the last line end; nothing if it fails. */
    public static Optional<String> ask(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException notInstalled) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("interrupted while asking " + command[0], stopped);
        }
    }

    /** One line about the machine, for the table's foot. */
    public static String describe() {
        String processor = "an unknown processor";
        try {
            processor =
                    Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                            .filter(line -> line.startsWith("model name"))
                            .map(line -> line.replaceFirst(".*:\\s*", ""))
                            .findFirst()
                            .orElse(processor);
        } catch (IOException notLinux) {
            // The line stays vague.
        }
        return "%d × %s, %s %s, Java %s"
                .formatted(
                        processors(),
                        processor,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }
}
