package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;

import org.asyncio4j.Task;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** A bad network: passes bytes on between a client and a server until something happens to them. */
final class FaultyProxy implements AutoCloseable {

    /** What happens to one direction of a connection. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** All bytes come, in parts as small as can be. */
        DRIBBLE,
        /** All bytes come, late. */
        DELAY,
        /** The connection ends in order, in the middle. */
        CUT,
        /** The connection ends with a reset, in the middle. */
        RESET,
        /** The last bytes before the end are missing. */
        TRUNCATE,
        /** Nothing comes any more. */
        STALL
    }

    /**
     * The fate of one connection.
     *
     * @param up what happens from the client to the server
     * @param down what happens back
     * @param after how many bytes
     */
    record Plan(Fault up, Fault down, int after) {
        static Plan random(Random random) {
            Fault[] all = Fault.values();
            return new Plan(
                    all[random.nextInt(all.length)],
                    all[random.nextInt(all.length)],
                    random.nextInt(1 << random.nextInt(1, 20)));
        }

        boolean stalls() {
            return up == Fault.STALL || down == Fault.STALL;
        }

        boolean isHarmless() {
            return up.ordinal() <= Fault.DELAY.ordinal() && down.ordinal() <= Fault.DELAY.ordinal();
        }
    }

    private static final int MOST_DRIBBLES = 300;

    private final Server server;
    private final Event closed = new Event();

    private FaultyProxy(Plan plan, int target) throws IOException {
        this.server = startServer(client -> pass(client, plan, target), "127.0.0.1", 0);
    }

    static FaultyProxy open(Plan plan, int target) throws IOException {
        return new FaultyProxy(plan, target);
    }

    int port() {
        return server.port();
    }

    private void pass(Connection client, Plan plan, int target) throws IOException {
        try (Connection onward = openConnection("127.0.0.1", target)) {
            Task<Void> up = createTask(() -> pass(client, onward, plan.up(), plan.after()));
            try {
                pass(onward, client, plan.down(), plan.after());
            } finally {
                up.cancel();
                onward.abort();
                client.abort();
            }
        }
    }

    private void pass(Connection from, Connection to, Fault fault, int after) {
        try {
            int passed = 0;
            int dribbles = 0;
            byte[] block = from.read(50_000);
            while (block.length > 0) {
                boolean struck = passed + block.length > after;
                switch (fault) {
                    case DRIBBLE -> {
                        int most = Math.min(block.length, MOST_DRIBBLES - dribbles);
                        for (int i = 0; i < most; i++) {
                            to.write(block, i, 1);
                        }
                        dribbles += most;
                        to.write(block, most, block.length - most);
                    }
                    case DELAY -> {
                        sleep(Duration.ofMillis(1));
                        to.write(block);
                    }
                    case NONE -> to.write(block);
                    default -> {
                        if (struck) {
                            strike(fault, to, Arrays.copyOf(block, after - passed));
                            if (fault == Fault.STALL) {
                                from.abort();
                            }
                            return;
                        }
                        to.write(block);
                    }
                }
                passed += block.length;
                block = from.read(50_000);
            }
            to.writeEof();
        } catch (IOException e) {
            to.abort(); // One side has failed, and so does the other.
        }
    }

    private void strike(Fault fault, Connection to, byte[] before) throws IOException {
        switch (fault) {
            case CUT -> {
                to.write(before);
                to.close();
            }
            case TRUNCATE -> {
                to.write(before, 0, Math.max(0, before.length - 10));
                to.writeEof();
            }
            case RESET -> {
                to.setOption(StandardSocketOptions.SO_LINGER, 0);
                to.abort();
            }
            default -> {
                closed.await();
                to.abort();
            }
        }
    }

    /** Also ends what stalls. */
    @Override
    public void close() {
        closed.set();
        server.close();
        server.abortClients();
        server.waitClosed();
    }
}
