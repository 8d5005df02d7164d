package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Program;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program that makes the load: {@code peers/c/net_load.c}.
 *
 * @param program where it was built
 * @param warmUpMillis how much CPU time the server uses before it measures
 * @param sampleMillis how long a sample takes
 * @param samples how many it takes
 */
public record LoadClient(String program, int warmUpMillis, int sampleMillis, int samples) {

    /**
     * Measures.
     *
     * @param kind what is sent: {@code echo}, {@code connect} or {@code ws}
     * @param connections how many there are at once
     * @param bytes how long a message is
     * @param processors where the client runs
     */
    public List<Sample> run(
            RunningServer server, String kind, int connections, int bytes, String processors)
            throws IOException, InterruptedException {
        List<String> command = command(kind, server, connections, bytes);
        command.add(Integer.toString(warmUpMillis));
        command.add(Integer.toString(sampleMillis));
        command.add(Integer.toString(samples));
        return Program.run(Machine.pin(command, processors), Map.of()).samples();
    }

    /** The same client with another warm-up. */
    public LoadClient withWarmUp(int warmUpMillis) {
        return new LoadClient(program, warmUpMillis, sampleMillis, samples);
    }

    /** What happens while connections are held. */
    @FunctionalInterface
    interface Look<T> {
        T look() throws IOException, InterruptedException;
    }

    /** Opens idle connections, takes a look, and makes sure that all are still alive. */
    <T> T hold(RunningServer server, int connections, int bytes, String processors, Look<T> look)
            throws IOException, InterruptedException {
        List<String> command = command("idle", server, connections, bytes);
        Process process = new ProcessBuilder(Machine.pin(command, processors)).start();
        try (BufferedReader answers = process.inputReader()) {
            if (!"held".equals(answers.readLine())) {
                throw failure(process);
            }
            T seen = look.look();
            process.outputWriter().append('\n').flush();
            if (!"alive".equals(answers.readLine()) || process.waitFor() != 0) {
                throw failure(process);
            }
            return seen;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> command(String kind, RunningServer server, int connections, int bytes) {
        return new ArrayList<>(
                List.of(
                        program,
                        kind,
                        Integer.toString(server.port()),
                        Long.toString(server.pid()),
                        Integer.toString(connections),
                        Integer.toString(bytes)));
    }

    private static Program.Failure failure(Process process)
            throws IOException, InterruptedException {
        String error = process.errorReader().readLine();
        return new Program.Failure(new Program.Output(process.waitFor(), "", error + ""));
    }
}
