package org.asyncio4j.bench.table;

import org.asyncio4j.bench.Sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the peers' programs, round by round: in each round every peer does every row once, one
 * process after the other. So what else the machine does, or how warm it is, hits all alike.
 */
final class Rounds {

    private static final int LIMIT_SECONDS = 300;

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
                    workload.kind() == Workload.Kind.PROCESS
                            ? startUps(workload, peer)
                            : measure(workload, peer);
            results.add(workload, peer, samples);
        } catch (ProgramFailed failure) {
            results.fail(workload, peer, failure.getMessage());
        }
    }

    private List<Sample> measure(Workload workload, Peer peer)
            throws IOException, InterruptedException {
        List<String> command = peer.command(workload, warmUpMillis);
        Output output = execute(peer, peer.pinned() ? Machine.pin(command) : command);
        List<Sample> samples =
                output.standard().lines().map(Sample::parse).flatMap(Optional::stream).toList();
        if (output.status() != 0 || samples.isEmpty()) {
            throw new ProgramFailed(output);
        }
        return samples;
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
            Output output = execute(peer, command);
            if (output.status() != 0) {
                throw new ProgramFailed(output);
            }
            String[] seconds = output.error().strip().split("\\s+");
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

    private record Output(int status, String standard, String error) {}

    private static Output execute(Peer peer, List<String> command)
            throws IOException, InterruptedException {
        Path standard = Files.createTempFile("bench", ".out");
        Path error = Files.createTempFile("bench", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectOutput(standard.toFile())
                            .redirectError(error.toFile());
            builder.environment().putAll(peer.environment());
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return new Output(-1, "", "took longer than " + LIMIT_SECONDS + " seconds");
            }
            return new Output(
                    process.exitValue(), Files.readString(standard), Files.readString(error));
        } finally {
            Files.delete(standard);
            Files.delete(error);
        }
    }

    /** A program ended in another way than it should. */
    private static final class ProgramFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        ProgramFailed(Output output) {
            super(
                    "status %d, %s"
                            .formatted(
                                    output.status(),
                                    output.error().lines().findFirst().orElse("no message")));
        }
    }
}
