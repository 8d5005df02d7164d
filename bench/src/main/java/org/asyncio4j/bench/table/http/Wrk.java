package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Program;
import org.asyncio4j.bench.table.net.RunningServer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program that asks HTTP servers.
 *
 * @param program where it is
 * @param pipeline the script that has it send 16 requests at a time
 * @param sampleSeconds how long a sample takes
 * @param samples how many there are
 */
record Wrk(String program, String pipeline, int sampleSeconds, int samples) {

    /** How many times longer than asked the warm-up may take. */
    private static final int PATIENCE = 4;

    /** A server that takes longer to answer is broken. */
    private static final String TIMEOUT_SECONDS = "20";

    /**
     * Warms the server up and measures.
     *
     * @param warmUpMillis how much CPU time the server uses before it is measured
     * @param processors where wrk runs
     */
    List<Sample> run(RunningServer server, HttpLoad load, int warmUpMillis, String processors)
            throws IOException, InterruptedException {
        warmUp(server, load, warmUpMillis, processors);
        List<Sample> taken = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            ProcessTime before = ProcessTime.of(server.pid());
            WrkReport report = ask(server, load, processors, sampleSeconds);
            ProcessTime used = ProcessTime.of(server.pid()).minus(before);
            taken.add(report.sample(load.name(), used));
        }
        return taken;
    }

    private void warmUp(RunningServer server, HttpLoad load, int warmUpMillis, String processors)
            throws IOException, InterruptedException {
        long enough = 1_000_000L * warmUpMillis;
        for (int second = 0;
                second * 1_000 < PATIENCE * warmUpMillis
                        && ProcessTime.of(server.pid()).total() < enough;
                second++) {
            ask(server, load, processors, 1);
        }
    }

    private WrkReport ask(RunningServer server, HttpLoad load, String processors, int seconds)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "--threads=1", "--latency"));
        command.add("--timeout=" + TIMEOUT_SECONDS);
        command.add("--connections=" + load.connections());
        command.add("--duration=" + seconds);
        if (load.kind() == HttpLoad.Kind.PIPELINE) {
            command.add("--script=" + pipeline);
        }
        command.add("http://127.0.0.1:" + server.port() + load.path());
        Program.Output output = Program.run(Machine.pin(command, processors), Map.of());
        return WrkReport.parse(output.orThrow(output.standard()));
    }
}
