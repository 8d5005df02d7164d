package org.asyncio4j.bench.table.core;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Program;
import org.asyncio4j.bench.table.Results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the peers' programs, round by round: in each round every peer does every row once, one
 * process after the other. So what else the machine does, or how warm it is, hits all alike.
 */
final class Rounds {

    private final List<Workload> workloads;
    private final List<Peer> peers;
    private final int rounds;
    private final int warmUpMillis;
    private final Results results = new Results();

    Rounds(List<Workload> workloads, List<Peer> peers, int rounds, int warmUpMillis) {
        this.workloads = workloads;
        this.peers = peers;
        this.rounds = rounds;
        this.warmUpMillis = warmUpMillis;
    }

    /** Runs them all; says on standard error how far it is. */
    Results run() throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (Workload workload : workloads) {
                System.err.printf("round %d of %d: %s%n", round, rounds, workload.title());
                for (Peer peer : peers) {
                    if (peer.takesPartIn(workload)) {
                        run(workload, peer);
                    }
                }
            }
        }
        return results;
    }

    private void run(Workload workload, Peer peer) throws IOException, InterruptedException {
        try {
            List<Sample> samples =
                    workload.isStartUp() ? startUps(workload, peer) : measure(workload, peer);
            results.add(workload.row(), peer.id(), samples);
        } catch (Program.Failure failure) {
            results.fail(workload.row(), peer.id(), failure.getMessage());
        }
    }

    private List<Sample> measure(Workload workload, Peer peer)
            throws IOException, InterruptedException {
        List<String> command = peer.command(workload, warmUpMillis);
        return Program.run(peer.pinned() ? Machine.pin(command) : command, peer.environment())
                .samples();
    }

    /**
     * Times whole processes with the shell's {@code time}, on all processors: a program that starts
     * is nowhere held to one. The first start, which fills caches, does not count.
     */
    private List<Sample> startUps(Workload workload, Peer peer)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                "TIMEFORMAT='%3R %3U %3S'; time \"$@\" >/dev/null",
                                "time"));
        command.addAll(peer.startUpCommand(workload));
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i <= workload.samples(); i++) {
            Program.Output output = Program.run(command, peer.environment());
            String[] seconds = output.orThrow(output.error()).strip().split("\\s+");
            int last = seconds.length - 1;
            long wall = nanos(seconds[last - 2]);
            long cpu = nanos(seconds[last - 1]) + nanos(seconds[last]);
            if (i > 0) {
                samples.add(new Sample(workload.name(), 1, wall, cpu, ""));
            }
        }
        return samples;
    }

    private static long nanos(String seconds) {
        return Math.round(Double.parseDouble(seconds.replace(',', '.')) * 1e9);
    }
}
