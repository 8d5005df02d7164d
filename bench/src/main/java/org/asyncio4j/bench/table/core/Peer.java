package org.asyncio4j.bench.table.core;

import org.asyncio4j.bench.table.Contender;
import org.asyncio4j.bench.table.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One column of the table: who does the work, and how its programs are started.
 *
 * @param id its short name, for {@code --peers} and the targets
 * @param title what the column is called
 * @param pinned whether it is held to one processor
 * @param slowness by how much less it does of what takes long, to end in about the same time
 * @param environment variables its programs need
 * @param program the command of a benchmark's program, given the benchmark's name
 * @param hello the commands of the start-up programs, by benchmark; may lack some
 * @param absence why it cannot run here; empty if it can
 */
record Peer(
        String id,
        String title,
        boolean pinned,
        int slowness,
        Map<String, String> environment,
        Function<String, List<String>> program,
        Map<String, List<String>> hello,
        String absence)
        implements Contender {

    static final String ASYNCIO4J = Target.OWN;
    static final String FLOOR = "floor";

    static Peer absent(String id, String title, String why) {
        return new Peer(id, title, true, 1, Map.of(), name -> List.of(), Map.of(), why);
    }

    /** Whether this peer has a program for the row. */
    boolean takesPartIn(Workload workload) {
        return isPresent() && (!workload.isStartUp() || hello.containsKey(workload.name()));
    }

    /** The command of a start-up program. */
    List<String> startUpCommand(Workload workload) {
        return hello.get(workload.name());
    }

    /** The command that measures {@code workload}, with the arguments of the protocol. */
    List<String> command(Workload workload, int warmUpMillis) {
        List<String> command = new ArrayList<>(program.apply(workload.name()));
        command.add(workload.name());
        command.add(Integer.toString(workload.operationsAt(slowness)));
        command.add(Integer.toString(warmUpMillis));
        command.add(Integer.toString(workload.samples()));
        return command;
    }
}
