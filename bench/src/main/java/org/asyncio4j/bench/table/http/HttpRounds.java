package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Program;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.net.LoadClient;
import org.asyncio4j.bench.table.net.RunningServer;

import java.io.IOException;
import java.util.List;

/**
 * Loads the servers and starts the clients, round by round: in each round every peer does every row
 * once, one after the other and each time as a new process. So what else the machine does hits all
 * alike.
 */
final class HttpRounds {

    /** Of whoever is measured. */
    private static final String PROCESSOR = "0";

    /** Of what makes the load, or answers. */
    private static final String OTHER_PROCESSOR = "1";

    private final Wrk wrk;
    private final LoadClient webSockets;
    private final FetchLoad fetches;
    private final int warmUpMillis;
    private final Results results = new Results();

    /**
     * @param wrk asks for pages
     * @param webSockets sends texts
     * @param fetches what clients do
     * @param warmUpMillis how much CPU time a JVM uses before it is measured
     */
    HttpRounds(Wrk wrk, LoadClient webSockets, FetchLoad fetches, int warmUpMillis) {
        this.wrk = wrk;
        this.webSockets = webSockets;
        this.fetches = fetches;
        this.warmUpMillis = warmUpMillis;
    }

    /** How a peer is measured. */
    @FunctionalInterface
    private interface Measurement {
        List<Sample> take(HttpLoad load, HttpPeer peer) throws IOException, InterruptedException;
    }

    /** Runs them all; says on standard error how far it is. */
    Results run(List<HttpLoad> loads, List<HttpPeer> servers, List<HttpPeer> clients, int rounds)
            throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (HttpLoad load : loads) {
                System.err.printf("round %d of %d: %s%n", round, rounds, load.title());
                if (load.kind() == HttpLoad.Kind.FETCH) {
                    fetch(load, clients);
                } else {
                    all(load, servers, this::serve);
                }
            }
        }
        return results;
    }

    private void all(HttpLoad load, List<HttpPeer> peers, Measurement measurement)
            throws IOException, InterruptedException {
        for (HttpPeer peer : peers) {
            if (peer.takesPartIn(load)) {
                try {
                    results.add(load.row(), peer.id(), measurement.take(load, peer));
                } catch (Program.Failure failure) {
                    results.fail(load.row(), peer.id(), failure.getMessage());
                }
            }
        }
    }

    private static RunningServer start(HttpPeer server, String processor)
            throws IOException, InterruptedException {
        return RunningServer.start(
                port -> Machine.pin(server.command(port), processor), server.environment());
    }

    private List<Sample> serve(HttpLoad load, HttpPeer server)
            throws IOException, InterruptedException {
        try (RunningServer running = start(server, PROCESSOR)) {
            int warmUp = server.warmUp(warmUpMillis);
            if (load.kind() == HttpLoad.Kind.WEB_SOCKET) {
                int bytes = HttpLoad.TEXT_BYTES;
                return webSockets
                        .withWarmUp(warmUp)
                        .run(running, "ws", load.connections(), bytes, OTHER_PROCESSOR);
            }
            Probe.check(running.port(), load.path());
            return wrk.run(running, load, warmUp, OTHER_PROCESSOR);
        }
    }

    /** One server for all clients: it is warm soon, and stays so. */
    private void fetch(HttpLoad load, List<HttpPeer> clients)
            throws IOException, InterruptedException {
        try (RunningServer server = start(fetches.server(), OTHER_PROCESSOR)) {
            all(load, clients, (row, client) -> fetch(row, client, server.port()));
        }
    }

    private List<Sample> fetch(HttpLoad load, HttpPeer client, int port)
            throws IOException, InterruptedException {
        List<String> command =
                client.command(
                        port,
                        HttpLoad.URLS,
                        load.connections(),
                        client.warmUp(warmUpMillis),
                        fetches.samples());
        return Program.run(Machine.pin(command, PROCESSOR), client.environment()).samples();
    }

    /**
     * How clients are measured.
     *
     * @param server who answers them
     * @param samples how many a client takes
     */
    record FetchLoad(HttpPeer server, int samples) {}
}
