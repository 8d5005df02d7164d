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
record LoadClient(String program, int warmUpMillis, int sampleMillis, int samples) {

    /** Measures; {@code processors} is where it runs. */
    List<Sample> run(RunningServer server, Load load, String processors)
            throws IOException, InterruptedException {
        String kind = load.kind() == Load.Kind.CONNECT ? "connect" : "echo";
        List<String> command = command(kind, server, load.connections(), load.bytes());
        command.add(Integer.toString(warmUpMillis));
        command.add(Integer.toString(sampleMillis));
        command.add(Integer.toString(samples));
        return Program.run(Machine.pin(command, processors), Map.of()).samples();
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
