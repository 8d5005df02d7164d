package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationBody;
import org.asyncio4j.test.SimulationOptions;

import java.io.IOException;

/** What tests of the simulated network share. */
final class On {
    /** On a busy machine a step may stand still for a second, and that is no matter here. */
    static final SimulationOptions OPTIONS =
            SimulationOptions.DEFAULT.withSimulatedNetwork(true).withSlowStep(seconds(20));

    private On() {}

    static void simulation(SimulationBody body) throws Exception {
        simulation(1, body);
    }

    static void simulation(long seed, SimulationBody body) throws Exception {
        Simulation.run(OPTIONS, new Seed(seed), body);
    }

    /** The host, with a service on port 80 that returns lines. */
    static SimulatedHost echo(Simulation simulation, String name) {
        SimulatedHost host = simulation.network().host(name);
        host.start(On::serve);
        return host;
    }

    static void serve() throws IOException {
        try (Server server = startServer(On::repeat, "", 80)) {
            server.serveForever();
        }
    }

    static void repeat(Connection client) throws IOException {
        for (String line : client.lines()) {
            client.write(line + "\n");
        }
    }

    /** One question to it. */
    static String ask(String host, String line) throws IOException {
        try (Connection connection = openConnection(host, 80)) {
            return ask(connection, line);
        }
    }

    static String ask(Connection connection, String line) throws IOException {
        connection.write(line + "\n");
        return connection.readLine();
    }
}
