package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.table.Contender;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One line of the tables: an echo server.
 *
 * @param id its short name, for {@code --peers} and the targets
 * @param title what the line is called
 * @param version of what it is made of
 * @param environment variables its program needs
 * @param isJvm whether it runs on a JVM
 * @param hasLoops whether it can run on two loops
 * @param program its command, but for the last arguments
 * @param absence why it cannot run here; empty if it can
 */
record Server(
        String id,
        String title,
        String version,
        Map<String, String> environment,
        boolean isJvm,
        boolean hasLoops,
        Function<Setup, List<String>> program,
        String absence)
        implements Contender {

    static Server absent(String id, String title, String why) {
        return new Server(id, title, "", Map.of(), false, false, setup -> List.of(), why);
    }

    /**
     * How a server is set up for a load.
     *
     * @param bufferBytes how much it reads at once, where it can choose
     * @param loops on how many loops it runs
     * @param isSmall whether its memory is measured, so that its heap should be small
     */
    record Setup(int bufferBytes, int loops, boolean isSmall) {

        private static final int BUFFER_BYTES = 64 * 1_024;
        private static final int SMALL_BUFFER_BYTES = 4 * 1_024;

        static Setup loops(int loops) {
            return new Setup(BUFFER_BYTES, loops, false);
        }

        static Setup small() {
            return new Setup(SMALL_BUFFER_BYTES, 1, true);
        }
    }

    boolean takesPartIn(Load load) {
        return isPresent() && (load.kind() != Load.Kind.LOOPS || hasLoops);
    }

    /** The command that serves at {@code port}. */
    List<String> command(Setup setup, int port) {
        List<String> command = new ArrayList<>(program.apply(setup));
        command.add(Integer.toString(port));
        command.add(Integer.toString(setup.bufferBytes()));
        command.add(Integer.toString(setup.loops()));
        return command;
    }
}
