package org.asyncio4j.bench.table.drivers;

import org.asyncio4j.bench.table.Program;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/** The database's process, from the moment when it listens. */
final class RunningPostgres implements AutoCloseable {
    private static final String PORT = "port ";

    private final Process process;
    private final int port;

    private RunningPostgres(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static RunningPostgres start(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null || !line.startsWith(PORT)) {
            process.destroy();
            throw new Program.Failure("PostgreSQL did not start");
        }
        return new RunningPostgres(process, Integer.parseInt(line.substring(PORT.length())));
    }

    int port() {
        return port;
    }

    /** Has it end by itself, so that it can end the database. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
