package org.asyncio4j.bench.table;

import org.asyncio4j.bench.Sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs that run to their end. */
public final class Program {

    private static final int LIMIT_SECONDS = 300;

    private Program() {}

    /** What a program left behind. */
    public record Output(int status, String standard, String error) {

        /** The samples it printed; throws if there are none, or if the program failed. */
        public List<Sample> samples() {
            List<Sample> samples =
                    standard.lines().map(Sample::parse).flatMap(Optional::stream).toList();
            if (samples.isEmpty()) {
                throw new Failure(this);
            }
            return orThrow(samples);
        }

        /** Returns {@code result} if the program said that all went well, and throws if not. */
        public <T> T orThrow(T result) {
            if (status != 0) {
                throw new Failure(this);
            }
            return result;
        }
    }

    /** Runs the program and waits for its end; one that takes too long is killed. */
    public static Output run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path standard = Files.createTempFile("bench", ".out");
        Path error = Files.createTempFile("bench", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectOutput(standard.toFile())
                            .redirectError(error.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return new Output(-1, "", "took longer than " + LIMIT_SECONDS + " seconds");
            }
            return new Output(
                    process.exitValue(), Files.readString(standard), Files.readString(error));
        } finally {
            Files.delete(standard);
            Files.delete(error);
        }
    }

    /** A program ended in another way than it should. */
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** A failure told by the first line of what it said on standard error. */
        public Failure(Output output) {
            super(
                    "status %d, %s"
                            .formatted(
                                    output.status(),
                                    output.error().lines().findFirst().orElse("no message")));
        }

        /** A failure told in other words. */
        public Failure(String message) {
            super(message);
        }
    }
}
