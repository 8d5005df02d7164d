package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;

import org.asyncio4j.Coroutine;
import org.asyncio4j.Promise;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;

import java.util.List;

/** On which network a test of both kinds runs. */
enum Where {
    REAL,
    /** On one simulated host. */
    LOOPBACK,
    /** From one simulated host to another. */
    TWO_HOSTS;

    interface Body {
        void run(Spot spot) throws Exception;
    }

    interface Talk {
        void run(Connection client, Connection server) throws Exception;
    }

    /**
     * One run.
     *
     * @param host where servers are
     */
    record Spot(Simulation simulation, SimulatedHost peer, String host) {
        /** Runs a body where servers are. */
        <T> T there(Coroutine<T, Exception> body) throws Exception {
            return peer == null ? body.run() : peer.run(body);
        }

        /** Lets arrive what is on its way. On the real network there is no event to wait for. */
        void settle() {
            sleep(millis(30));
        }

        /** What is said of addresses, without the numbers, and in the words of all engines. */
        String plain(Throwable thrown) {
            return thrown.getMessage()
                    .replaceAll("\\d+(\\.\\d+){3}:\\d+", "ADDRESS")
                    .replace("reset by peer", "reset");
        }

        void talk(Talk talk) throws Exception {
            Promise<Connection> accepted = simulation.loop().createFuture();
            Promise<Void> over = simulation.loop().createFuture();
            Server server =
                    there(() ->
                            Net.startServer(
                                    connection -> {
                                        accepted.setResult(connection);
                                        over.await();
                                    },
                                    peer == null ? "127.0.0.1" : "",
                                    0,
                                    ServerOptions.DEFAULT));
            try (Connection client = Net.openConnection(host, server.port())) {
                talk.run(client, accepted.await());
            } finally {
                over.setResult(null);
                server.close();
                server.closeClients();
                server.waitClosed();
            }
        }
    }

    void run(Body body) throws Exception {
        SimulationOptions options =
                On.OPTIONS.withSimulatedNetwork(this != REAL).withRealTime(this == REAL);
        Simulation.run(
                options,
                new Seed(1),
                simulation -> {
                    SimulatedHost peer =
                            this == TWO_HOSTS ? simulation.network().host("peer") : null;
                    body.run(new Spot(simulation, peer, peer == null ? "127.0.0.1" : "peer"));
                });
    }

    static List<Where> all() {
        return List.of(values());
    }
}
