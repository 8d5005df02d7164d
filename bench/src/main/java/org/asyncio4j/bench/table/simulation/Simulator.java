package org.asyncio4j.bench.table.simulation;

import org.asyncio4j.bench.table.Contender;
import org.asyncio4j.bench.table.Target;

import java.util.ArrayList;
import java.util.List;

/**
 * One column of the table: whose virtual clock it is, and how the program is started.
 *
 * @param id its short name, for {@code --peers}
 * @param title what the column is called
 * @param version of what
 * @param order in which order it runs tasks that are ready at once
 * @param compiled whether a JIT compiler wants a warm-up, and some samples more
 * @param program the command of its program
 * @param absence why it cannot run here; empty if it can
 */
record Simulator(
        String id,
        String title,
        String version,
        String order,
        boolean compiled,
        List<String> program,
        String absence)
        implements Contender {

    static final String ASYNCIO4J = Target.OWN;

    static Simulator absent(String id, String title, String why) {
        return new Simulator(id, title, "", "", false, List.of(), why);
    }

    /** The command that measures {@code workload}, with the arguments of the protocol. */
    List<String> command(Workload workload, int warmUpMillis, int samples) {
        List<String> command = new ArrayList<>(program);
        command.add(workload.name());
        command.add(Integer.toString(workload.amount()));
        command.add(Integer.toString(compiled ? warmUpMillis : 0));
        command.add(Integer.toString(compiled ? samples : 1));
        return command;
    }
}
