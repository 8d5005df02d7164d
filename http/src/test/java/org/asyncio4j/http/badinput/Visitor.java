package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;

import java.util.List;

/**
 * Runs a client on a loop of its own. When it is done it demands that no connection, task or timer
 * is left, and nothing was logged as a warning.
 */
public final class Visitor {
    private static final SimulationOptions OPTIONS =
            SimulationOptions.DEFAULT
                    .withName("visitor")
                    .withRealTime(true)
                    .withMaxTurns(Long.MAX_VALUE)
                    .withAllowed(Leftover.SLOW_STEP, Leftover.REAL_WAIT);

    private Visitor() {}

    /** What a client does. */
    public interface Visit {
        void to(ClientSession session) throws Exception;
    }

    public static void visit(Visit visit) throws Exception {
        visit(SessionOptions.DEFAULT, visit);
    }

    public static void visit(SessionOptions options, Visit visit) throws Exception {
        try (LogCapture log = LogCapture.start()) {
            Simulation.run(
                    OPTIONS,
                    new Seed(0),
                    simulation -> {
                        try (ClientSession session = new ClientSession(options)) {
                            visit.to(session);
                        }
                    });
            assertEquals(List.of(), log.records(), "was logged");
        }
    }
}
