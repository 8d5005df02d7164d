package org.asyncio4j.bench.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the user asked for on the command line.
 *
 * @param quick whether a first look is enough
 * @param details whether to print every number
 * @param rounds how often each peer does each row
 * @param rows the names of the rows to do; empty for all
 * @param peers the ids of the peers to run; empty for all
 * @param java further options for every JVM
 */
public record Options(
        boolean quick,
        boolean details,
        int rounds,
        List<String> rows,
        List<String> peers,
        List<String> java) {

    /** Reads the arguments of {@code program}; ends the process if they make no sense. */
    public static Options read(String program, String[] arguments) {
        try {
            return read(arguments);
        } catch (IllegalArgumentException misuse) {
            throw stop(program, misuse.getMessage());
        }
    }

    /** Ends the process with a message; returns nothing, for use with {@code throw}. */
    public static IllegalStateException stop(String program, String message) {
        System.err.println(program + ": " + message);
        System.exit(2);
        return new IllegalStateException(message);
    }

    private static Options read(String[] arguments) {
        boolean quick = false;
        boolean details = false;
        int rounds = 0;
        List<String> rows = List.of();
        List<String> peers = List.of();
        List<String> java = new ArrayList<>();
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.replaceFirst("=.*", "=")) {
                case "--quick" -> quick = true;
                case "--details" -> details = true;
                case "--rounds=" -> rounds = positive(value);
                case "--peers=" -> peers = Arrays.asList(value.split(","));
                case "--only=" -> rows = Arrays.asList(value.split(","));
                case "--java=" -> java.addAll(Arrays.asList(value.split(" ")));
                default -> throw new IllegalArgumentException("unknown option " + argument);
            }
        }
        return new Options(quick, details, rounds > 0 ? rounds : quick ? 1 : 3, rows, peers, java);
    }

    private static int positive(String value) {
        int number = Integer.parseInt(value);
        if (number < 1) {
            throw new IllegalArgumentException("--rounds needs a positive number");
        }
        return number;
    }

    /** Whether the row of this name is to be done. */
    public boolean asksForRow(String name) {
        return rows.isEmpty() || rows.contains(name);
    }

    /** Whether the peer of this id is to be run. */
    public boolean asksForPeer(String id) {
        return peers.isEmpty() || peers.contains(id);
    }

    /** How often it was measured, in words. */
    public String describeRounds() {
        return "%d interleaved round%s%s"
                .formatted(
                        rounds, rounds == 1 ? "" : "s", quick ? " (quick: indicative only)" : "");
    }
}
