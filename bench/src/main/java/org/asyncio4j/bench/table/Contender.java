package org.asyncio4j.bench.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Who is measured: asyncio4j or one of its peers. One that cannot run here is told of as well. */
public interface Contender {

    /** Its short name, for {@code --peers} and the targets. */
    String id();

    /** What its line or column is called. */
    String title();

    /** Of what it is made; empty if that is told elsewhere. */
    default String version() {
        return "";
    }

    /** Why it cannot run here; empty if it can. */
    String absence();

    /** Whether it can run here. */
    default boolean isPresent() {
        return absence().isEmpty();
    }

    /** Lines for a table's foot: the versions of those who ran, and why others did not. */
    static List<String> foot(List<? extends Contender> contenders) {
        List<String> lines = new ArrayList<>();
        String versions =
                contenders.stream()
                        .filter(Contender::isPresent)
                        .map(Contender::version)
                        .filter(version -> !version.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (!versions.isEmpty()) {
            lines.add(versions + ".");
        }
        contenders.stream()
                .filter(contender -> !contender.isPresent())
                .map(contender -> contender.title() + ": " + contender.absence() + ".")
                .distinct()
                .forEach(lines::add);
        return lines;
    }
}
