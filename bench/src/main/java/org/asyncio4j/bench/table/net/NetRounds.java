package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Program;
import org.asyncio4j.bench.table.Results;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Loads the servers, round by round: in each round every server gets every load once, one after the
 * other and each time as a new process. So what else the machine does hits all alike.
 */
final class NetRounds {

    private static final String SERVER_PROCESSOR = "0";
    private static final String CLIENT_PROCESSOR = "1";

    /** Of two loops and the client, where nobody is held to one. */
    private static final String BOTH_PROCESSORS = "0,1";

    /** A server has loaded its classes, and grown its tables a little, after so many. */
    private static final int FIRST_CONNECTIONS = 200;

    private final List<Load> loads;
    private final List<Server> servers;
    private final LoadClient client;
    private final int rounds;
    private final Results results = new Results();

    NetRounds(List<Load> loads, List<Server> servers, LoadClient client, int rounds) {
        this.loads = loads;
        this.servers = servers;
        this.client = client;
        this.rounds = rounds;
    }

    /** Runs them all; says on standard error how far it is. */
    Results run() throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (Load load : loads) {
                System.err.printf("round %d of %d: %s%n", round, rounds, load.title());
                for (Server server : servers) {
                    if (server.takesPartIn(load)) {
                        run(load, server);
                    }
                }
            }
        }
        return results;
    }

    private void run(Load load, Server server) throws IOException, InterruptedException {
        try {
            List<Sample> samples =
                    switch (load.kind()) {
                        case ECHO, CONNECT -> onOneProcessor(load, server);
                        case IDLE -> List.of(idle(load, server));
                        case LOOPS -> List.of(loops(load, server));
                    };
            results.add(load.row(), server.id(), samples);
        } catch (Program.Failure failure) {
            results.fail(load.row(), server.id(), failure.getMessage());
        }
    }

    private static RunningServer start(Server server, Server.Setup setup, String processors)
            throws IOException, InterruptedException {
        return RunningServer.start(
                port -> Machine.pin(server.command(setup, port), processors), server.environment());
    }

    private List<Sample> onOneProcessor(Load load, Server server)
            throws IOException, InterruptedException {
        try (RunningServer running = start(server, Server.Setup.loops(1), SERVER_PROCESSOR)) {
            return measure(running, load, CLIENT_PROCESSOR);
        }
    }

    private List<Sample> measure(RunningServer running, Load load, String processors)
            throws IOException, InterruptedException {
        String kind = load.kind() == Load.Kind.CONNECT ? "connect" : "echo";
        return client.run(running, kind, load.connections(), load.bytes(), processors);
    }

    private Sample idle(Load load, Server server) throws IOException, InterruptedException {
        try (RunningServer running = start(server, Server.Setup.small(), SERVER_PROCESSOR)) {
            client.hold(running, FIRST_CONNECTIONS, load.bytes(), CLIENT_PROCESSOR, () -> null);
            RunningServer.Memory before = running.memory(server.isJvm());
            long begin = System.nanoTime();
            return client.hold(
                    running,
                    load.connections(),
                    load.bytes(),
                    CLIENT_PROCESSOR,
                    () -> {
                        long nanos = System.nanoTime() - begin;
                        RunningServer.Memory after = running.memory(server.isJvm());
                        return grown(load, before, after, nanos);
                    });
        }
    }

    private static Sample grown(
            Load load, RunningServer.Memory before, RunningServer.Memory after, long nanos) {
        long resident = (after.resident() - before.resident()) / load.connections();
        long heap = (after.heap() - before.heap()) / load.connections();
        String extra = "bytes=" + resident + (after.heap() > 0 ? " heap=" + heap : "");
        return new Sample(load.name(), load.connections(), nanos, 0, extra);
    }

    /**
     * Compares what a request costs the busiest of two loops with what it costs a single one. With
     * as many processors as loops and no client the busiest would be the limit, so that the inverse
     * tells how much more two loops carry.
     */
    private Sample loops(Load load, Server server) throws IOException, InterruptedException {
        ToDoubleFunction<Sample> cost =
                sample -> Measure.extra("busiest").applyAsDouble(sample) / sample.operations();
        double one = Results.medianOf(onBothProcessors(load, server, 1), cost);
        List<Sample> samples = onBothProcessors(load, server, 2);
        double two = Results.medianOf(samples, cost);
        Sample last = samples.getLast();
        return new Sample(
                load.name(),
                last.operations(),
                last.wallNanos(),
                last.cpuNanos(),
                last.extra() + " share=" + two / one);
    }

    private List<Sample> onBothProcessors(Load load, Server server, int loops)
            throws IOException, InterruptedException {
        try (RunningServer running = start(server, Server.Setup.loops(loops), BOTH_PROCESSORS)) {
            return measure(running, load, BOTH_PROCESSORS);
        }
    }
}
