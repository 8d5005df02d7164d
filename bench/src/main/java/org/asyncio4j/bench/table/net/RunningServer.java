package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Program;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's process, from the moment when it listens. */
public final class RunningServer implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;
    private static final Pattern USED_HEAP = Pattern.compile("total \\d+K, used (\\d+)K");

    private final Process process;
    private final Path error;
    private final int port;

    /** Kills it when this program is stopped, by Ctrl-C for example. */
    private final Thread end;

    private RunningServer(Process process, Path error, int port) {
        this.process = process;
        this.error = error;
        this.port = port;
        this.end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** Makes a command for a port. */
    @FunctionalInterface
    public interface Command {
        List<String> at(int port);
    }

    /** Starts the program, and waits until it has said that it listens. */
    public static RunningServer start(Command command, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port = freePort();
        Path error = Files.createTempFile("bench", ".err");
        ProcessBuilder builder = new ProcessBuilder(command.at(port)).redirectError(error.toFile());
        builder.environment().putAll(environment);
        RunningServer server = new RunningServer(builder.start(), error, port);
        if (!"ready".equals(server.firstLine())) {
            Program.Output output = new Program.Output(-1, "", Files.readString(error));
            server.close();
            throw new Program.Failure(output);
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String firstLine() throws InterruptedException {
        try {
            return CompletableFuture.supplyAsync(
                            () -> process.inputReader().lines().findFirst().orElse("nothing"))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            return "nothing";
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The process. */
    public long pid() {
        return process.pid();
    }

    /**
     * What the server's memory comes to.
     *
     * @param resident bytes of it in RAM
     * @param heap bytes of live objects; 0 where it is no JVM
     */
    record Memory(long resident, long heap) {}

    /** Looks at its memory; a JVM collects its garbage first. */
    Memory memory(boolean isJvm) throws IOException {
        long heap = isJvm ? usedHeap() : 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return new Memory(1_024 * Long.parseLong(line.replaceAll("\\D", "")), heap);
            }
        }
        throw new Program.Failure("the server has ended");
    }

    private long usedHeap() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        String pid = Long.toString(pid());
        Machine.ask(jcmd, pid, "GC.run");
        Matcher used = USED_HEAP.matcher(Machine.ask(jcmd, pid, "GC.heap_info").orElse(""));
        return used.results().mapToLong(match -> 1_024 * Long.parseLong(match.group(1))).sum();
    }

    /** Kills it. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(end);
        Files.deleteIfExists(error);
    }
}
