package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.table.Contender;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One line of the tables: an HTTP server, or an HTTP client.
 *
 * @param id its short name, for {@code --peers} and the targets
 * @param title what the line is called
 * @param version of what it is made of
 * @param rows the names of those it takes part in
 * @param environment variables its program needs
 * @param isJvm whether it runs on a JVM, and so wants a long warm-up
 * @param program its command, but for the last arguments
 * @param absence why it cannot run here; empty if it can
 */
record HttpPeer(
        String id,
        String title,
        String version,
        Set<String> rows,
        Map<String, String> environment,
        boolean isJvm,
        List<String> program,
        String absence)
        implements Contender {

    /** By how much who has no JIT compiler, or a quick one, needs less. */
    private static final int SHORTER = 5;

    static HttpPeer absent(String id, String title, String why) {
        return new HttpPeer(id, title, "", Set.of(), Map.of(), false, List.of(), why);
    }

    /** Of a warm-up that is long enough for a JVM, as much as this peer needs. */
    int warmUp(int millis) {
        return isJvm ? millis : millis / SHORTER;
    }

    boolean takesPartIn(HttpLoad load) {
        return isPresent() && rows.contains(load.name());
    }

    /** The command with its last arguments. */
    List<String> command(Object... arguments) {
        List<String> command = new ArrayList<>(program);
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }
}
