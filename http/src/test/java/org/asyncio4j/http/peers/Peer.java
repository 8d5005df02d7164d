package org.asyncio4j.http.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of others, as they come with Debian, and the processes that run them. */
final class Peer implements AutoCloseable {
    /** Set where all of them have to be there, as in continuous integration. */
    private static final String REQUIRED = "ASYNCIO4J_PEERS";

    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;

    private Peer(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------- finding

    /** Skips the test, or lets it fail, where this command does not end with success. */
    static void require(String... command) {
        String problem;
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                problem = "it does not end";
            } else if (process.exitValue() == 0) {
                return;
            } else {
                problem = "it ends with " + process.exitValue();
            }
        } catch (IOException e) {
            problem = e.getMessage();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        String message = "There is no '" + String.join(" ", command) + "': " + problem + ".";
        if (System.getenv(REQUIRED) != null) {
            fail(message);
        }
        abort(message);
    }

    /** A file that belongs to these tests. */
    static Path resource(String name) {
        try {
            return Path.of(Peer.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** One of the certificates, or keys, that tests have. */
    static Path certificate(String name) {
        return resource("/org/asyncio4j/net/certificates/" + name);
    }

    /** A port that was free a moment ago, for peers that cannot choose one. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    // ---------------------------------------------------------------- running

    static Peer start(String... command) throws IOException {
        return new Peer(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Runs a command to its end, which must be a success. */
    static String run(String... command) throws Exception {
        return run(0, command);
    }

    /** Runs a command to its end, with this exit status. Returns what it has written. */
    static String run(int status, String... command) throws Exception {
        Path written = Files.createTempFile("peer", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(written.toFile())
                            .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(written, StandardCharsets.ISO_8859_1);
            assertTrue(ended, () -> List.of(command) + " does not end: " + text);
            assertEquals(status, process.exitValue(), () -> List.of(command) + ": " + text);
            return text;
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** The next line of what it writes. */
    String readLine() throws IOException {
        return output.readLine();
    }

    /** Ends it, now. */
    void destroy() throws Exception {
        process.destroy();
        close();
    }

    /** Ends its input, and if it does not mind that, the process. */
    @Override
    public void close() throws Exception {
        process.outputWriter().close();
        if (!process.waitFor(1, TimeUnit.SECONDS)) {
            process.destroy();
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("A peer does not end.");
        }
    }
}
